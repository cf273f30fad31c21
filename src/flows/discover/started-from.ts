// Whether a process is what an entry starts: runners such as npx replace their own command line on the way.

export function isStartedFrom(process: readonly string[], entry: readonly string[]): boolean {
  const [program = '', ...given] = entry
  if (program === '') return false
  if (process.length === entry.length && process.every((word, index) => word === entry[index])) return true
  const args = given.filter((word) => word !== '-y' && word !== '--yes')
  // `npm exec pkg arg` is one word: the title that npm gives itself.
  const words = process.length === 1 ? process[0]!.split(' ') : process
  const flat = args.flatMap((arg) => (process.length === 1 ? arg.split(' ') : [arg]))
  if (flat.length === 0) return nameOf(words[0] ?? '') === nameOf(program) && words.length === 1
  const end = words.slice(-flat.length)
  return words.length > flat.length && end.every((word, index) => word === flat[index])
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
