// Runs in a process of its own, which may die of a file: reads one file of code after the other, or several that were read before as one,
// and answers with their facts.
import type { Fact, FileFacts } from '../../core/vet/fact.ts'
import { readLibrary, readSource, readTogether, unread } from '../../core/vet/read-source.ts'
import type { Alias } from '../../core/vet/manifest/manifest.ts'
import type { Data, Source } from '../../core/vet/source.ts'
import { loadJavascript } from '../../io/engine/javascript.ts'
import { loadPython } from '../../io/engine/python.ts'

/** `guess`: whether it is code at all is not known. */
export type Request =
  | { readonly one: Source; readonly isLibrary: boolean }
  | { readonly guess: Source }
  | { readonly together: readonly Source[]; readonly aliases: readonly Alias[]; readonly data: readonly Data[] }
/** Null: it was too much to be followed. */
export type Together = ReadonlyMap<string, readonly Fact[]> | null
export type Answer = FileFacts | Together
export type Sent = { readonly facts: Answer }

const readers = Promise.all([loadJavascript(), loadPython()])

process.on('message', (request: Request) => {
  void answer(request).then((facts) => process.send?.({ facts } satisfies Sent))
})

async function answer(request: Request): Promise<Answer> {
  const [javascript, python] = await readers
  if ('together' in request)
    return orNull(() => readTogether(request.together, { javascript, python }, request.aliases, request.data))
  const source = 'guess' in request ? request.guess : request.one
  try {
    const { path, text, language } = source
    const parsed = 'guess' in request ? (language === 'python' ? python(text) : javascript(path, text)) : null
    if ('guess' in request && parsed?.isWhole !== true) return null
    const read = 'isLibrary' in request && request.isLibrary ? readLibrary : readSource
    return read(source, { javascript, python })
  } catch (cause) {
    return unread(source.path, `our reading of it stopped with ${cause instanceof Error ? cause.name : 'an error'}`)
  }
}

/** Each of the files was read before: what is lost is said by who asks. */
function orNull(work: () => Together): Together {
  try {
    return work()
  } catch {
    return null
  }
}
