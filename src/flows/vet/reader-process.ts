// Runs in a process of its own, which may die of a file: reads one file of code after the other and answers with its facts.
import type { FileFacts } from '../../core/vet/fact.ts'
import { readSource, unread } from '../../core/vet/read-source.ts'
import type { Source } from '../../core/vet/source.ts'
import { loadJavascript } from '../../io/engine/javascript.ts'
import { loadPython } from '../../io/engine/python.ts'

const readers = Promise.all([loadJavascript(), loadPython()])

process.on('message', (source: Source) => {
  void answer(source).then((facts) => process.send?.(facts))
})

async function answer(source: Source): Promise<FileFacts> {
  const [javascript, python] = await readers
  try {
    return readSource(source, { javascript, python })
  } catch (cause) {
    return unread(source.path, `our reading of it stopped with ${cause instanceof Error ? cause.name : 'an error'}`)
  }
}
