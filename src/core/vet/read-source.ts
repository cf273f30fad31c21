// One file of code as facts. What cannot be read as code is never clean: it is said, and its words are looked at by patterns alone.
import { type Code, TooDeep } from './code/code.ts'
import { lowerJavascript } from './code/javascript.ts'
import { lowerPython } from './code/python.ts'
import { dataCode } from './code/data.ts'
import { reachOf } from './code/reach.ts'
import type { Readers } from './code/readers.ts'
import { heavyIn } from './code/shape.ts'
import { type Fact, type FileFacts, NO_STYLE, type Style } from './fact.ts'
import { innerOf, type ReadText } from './inner.ts'
import { shifted } from './code/shift.ts'
import { Flow, TooMuch } from './flow/flow.ts'
import { Module } from './flow/module.ts'
import { JAVASCRIPT } from './known/javascript.data.ts'
import { PYTHON } from './known/python.data.ts'
import type { Alias } from './manifest/manifest.ts'
import { type Data, encodingIn, type Source } from './source.ts'

export const readSource = (source: Source, readers: Readers): FileFacts => ({
  ...factsOf(source, readers, false),
  style: styleOf(source.text),
})

/** What it does alone: no words of it, no tools, no style. Code that cannot reach out is not followed. */
export const readLibrary = (source: Source, readers: Readers): FileFacts => ({
  ...factsOf(source, readers, true),
  texts: [],
  tools: [],
  heavy: [],
})

function factsOf(source: Source, readers: Readers, isLibrary: boolean): FileFacts {
  try {
    if (encodingIn(source) !== null)
      return unread(source.path, 'it is in an encoding in which other code may stand there')
    const read = lowered(source, readers)
    if (read === null) return unread(source.path, 'it is not the code that its name says')
    const language = source.language === 'python' ? PYTHON : JAVASCRIPT
    const reach = isLibrary ? reachOf(read.code, language) : null
    if (reach?.isReaching === false)
      return {
        ...unread(source.path, ''),
        imports: reach.imports,
        isReaching: false,
        unread: read.isWhole ? null : PARTS,
      }
    const file = new Flow(language, [new Module(source.path, read.code, 0)]).run()
    const inner = innerOf(
      source,
      file.facts,
      file.texts.map(({ value }) => value),
      textReader(readers),
    )
    const why = read.isWhole ? null : PARTS
    return {
      ...file,
      facts: [...file.facts, ...inner.facts],
      heavy: heavyIn(read.code),
      unread: why ?? file.unread ?? inner.unread,
    }
  } catch (cause) {
    if (cause instanceof TooDeep) return unread(source.path, 'it is nested too deeply to be followed')
    if (cause instanceof TooMuch) return unread(source.path, 'it is too much to be followed')
    throw cause
  }
}

/** A text may be the inside of a function. Null: it is no code. */
const textReader =
  (readers: Readers): ReadText =>
  (source) => {
    const bodies = source.language === 'python' ? [source.text] : [source.text, `(function(){${source.text}\n})()`]
    for (const text of bodies) {
      const read = lowered({ ...source, text }, readers)
      if (read?.isWhole !== true) continue
      const language = source.language === 'python' ? PYTHON : JAVASCRIPT
      return new Flow(language, [new Module(source.path, read.code, 0)]).run().facts
    }
    return null
  }

const PARTS = 'parts of it are not the code that its name says'

/** Several files of one language, which were all read before, as one: what data does on its way from one to another. Null: it is too much. */
export function readTogether(
  sources: readonly Source[],
  readers: Readers,
  aliases: readonly Alias[] = [],
  data: readonly Data[] = [],
): ReadonlyMap<string, readonly Fact[]> | null {
  const [first] = sources
  if (first === undefined) return null
  const modules: Module[] = []
  let base = 0
  try {
    for (const source of sources) {
      const read = lowered(source, readers)
      if (read !== null) modules.push(new Module(source.path, shifted(read.code, base), base))
      base += source.text.length + 1
    }
    for (const { path, text } of data) {
      const code = dataCode(text)
      if (code !== null) modules.unshift(new Module(path, [code], base))
    }
    const found = new Flow(first.language === 'python' ? PYTHON : JAVASCRIPT, modules, aliases).together()
    const of = new Map(sources.map((source) => [source.path, source]))
    const read = textReader(readers)
    return new Map(
      [...found].map(([path, facts]) => [path, [...facts, ...innerOf(of.get(path)!, facts, [], read).facts]] as const),
    )
  } catch (cause) {
    if (cause instanceof TooDeep || cause instanceof TooMuch) return null
    throw cause
  }
}

function lowered(
  { path, language, text }: Source,
  readers: Readers,
): { code: readonly Code[]; isWhole: boolean } | null {
  if (language === 'python') {
    // A carriage return ends a line for Python, and for its parser here it does not.
    const read = readers.python(text.replaceAll(/\r(?!\n)/g, '\n'))
    return read === null ? null : { code: lowerPython(read.root), isWhole: read.isWhole }
  }
  const read = readers.javascript(path, text)
  return read === null ? null : { code: lowerJavascript(read.root), isWhole: read.isWhole }
}

export const unread = (path: string, why: string): FileFacts => ({
  path,
  facts: [],
  tools: [],
  texts: [],
  heavy: [],
  imports: [],
  isReaching: true,
  style: NO_STYLE,
  unread: why,
})

function styleOf(text: string): Style {
  const hexNames = new Set(text.match(/\b_0x[0-9a-f]{3,8}\b/g)).size
  const escapes = text.match(/\\(?:x[0-9a-f]{2}|u00[0-9a-f]{2})/gi)?.length ?? 0
  return { hexNames, escapes, chars: text.length }
}
