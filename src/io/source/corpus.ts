// Reads a folder of samples, file by file and line by line, so that no corpus has to fit into memory.
// The samples are attacks, and a folder may be one too: no link is followed, every line and every unpacked file is bounded.
import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'

/** `set` is the name of the file without its extension. */
export type CorpusFile = { readonly path: string; readonly file: string; readonly set: string }
/** `fault` is in our own words; a fault of the file as a whole ends it. */
export type CorpusLine = { readonly number: number; readonly text: string } | CorpusFault
export type CorpusFault = { readonly number: number; readonly fault: string }

const EXTENSION = /\.jsonl(?:\.gz)?$/

/** The files of a corpus in the order of their names. Other files are left alone. */
export async function corpusFiles(folder: string): Promise<CorpusFile[]> {
  const shown = quote(untrusted(folder), 400)
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw failed(`${shown} could not be opened as a folder (${cause.code ?? 'unknown error'})`)
  })
  const files = names.filter((name) => EXTENSION.test(name)).toSorted()
  if (files.length === 0) throw failed(`${shown} holds no file that ends in .jsonl or .jsonl.gz`)
  if (files.length > bound('corpus-files')) throw failed(`${shown} holds ${files.length} files of samples`)
  return files.map((file) => ({ path: join(folder, file), file, set: file.replace(EXTENSION, '') }))
}

const failed = (message: string): Failure =>
  new Failure('usage-invalid', message, { fix: 'Name a folder of samples: docs/detection.md says what lies in one.' })

/** Every line that is not empty. What cannot be read is named, and reading goes on where that is possible. */
export async function* corpusLines({ path, file }: CorpusFile): AsyncGenerator<CorpusLine> {
  const lines = new Lines()
  try {
    for await (const chunk of chunksOf(path, file.endsWith('.gz'))) {
      yield* lines.take(chunk)
      if (lines.bytes <= bound('corpus-file-bytes')) continue
      yield {
        number: lines.number,
        fault: `is past the first ${bound('corpus-file-bytes')} bytes; the rest was not read`,
      }
      return
    }
    yield* lines.rest()
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    yield { number: lines.number, fault: `could not be read; the rest of the file is not counted (${why})` }
  }
}

/** O_NONBLOCK and O_NOFOLLOW as everywhere: a planted pipe must not make us wait, nor a link lead us away. */
async function* chunksOf(path: string, isPacked: boolean): AsyncGenerator<Buffer> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    if (!(await handle.stat()).isFile()) throw Object.assign(new Error('no file'), { code: 'not a regular file' })
    const bytes = handle.createReadStream({ autoClose: false })
    if (!isPacked) return yield* bytes
    const unpacked = createGunzip()
    bytes.on('error', (cause) => unpacked.destroy(cause))
    return yield* bytes.pipe(unpacked)
  } finally {
    await handle.close()
  }
}

/** Cuts bytes into lines. Of a line past the bound only its number is kept. */
class Lines {
  number = 1
  bytes = 0
  #parts: Buffer[] = []
  #length = 0

  #add(bytes: Buffer): void {
    this.#length += bytes.length
    if (this.#length > bound('corpus-line-bytes')) this.#parts = []
    else if (bytes.length > 0) this.#parts.push(bytes)
  }

  *take(chunk: Buffer): Generator<CorpusLine> {
    this.bytes += chunk.length
    let start = 0
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      this.#add(chunk.subarray(start, end))
      yield* this.rest()
      this.number += 1
      start = end + 1
    }
    this.#add(chunk.subarray(start))
  }

  *rest(): Generator<CorpusLine> {
    const { number } = this
    const [parts, length] = [this.#parts, this.#length]
    this.#parts = []
    this.#length = 0
    if (length > bound('corpus-line-bytes')) yield { number, fault: `has ${length} bytes` }
    else if (length > 0) yield decoded(number, Buffer.concat(parts))
  }
}

function decoded(number: number, bytes: Buffer): CorpusLine {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.trim() === '' ? { number, fault: 'is empty' } : { number, text }
  } catch {
    return { number, fault: 'is no UTF-8' }
  }
}
