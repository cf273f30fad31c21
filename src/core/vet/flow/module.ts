// The files of a package that are followed together, and which of them a name in an import means.
import { type Code, DEFAULT } from '../code/code.ts'
import type { Language } from '../source.ts'
import { Cell } from './cell.ts'
import { Scope } from './scope.ts'

export class Module {
  readonly path: string
  readonly code: readonly Code[]
  /** Where it begins among all files. */
  readonly base: number
  readonly scope = new Scope(null, null)
  /** What CommonJS gives to others. */
  readonly exports = new Cell()
  /** What `export default` gives. */
  readonly fallback = new Cell()

  constructor(path: string, code: readonly Code[], base: number) {
    this.path = path
    this.code = code
    this.base = base
    this.scope.names.set('exports', this.exports)
    this.scope.names.set(DEFAULT, this.fallback)
    const module = new Cell()
    module.fields = new Map([['exports', this.exports]])
    this.scope.names.set('module', module)
  }

  /** All of its names, as one object. */
  space(): Cell {
    const cell = new Cell()
    cell.fields = this.scope.names
    return cell
  }
}

export class Modules {
  readonly #language: Language
  readonly #byName = new Map<string, Module>()

  constructor(language: Language, modules: readonly Module[]) {
    this.#language = language
    for (const module of modules)
      for (const name of namesOf(module.path)) if (!this.#byName.has(name)) this.#byName.set(name, module)
  }

  /** Null: it is no file of the package. */
  find(from: Module, name: string): Module | null {
    return this.#language === 'python' ? this.#python(from, name) : this.#javascript(from, name)
  }

  #javascript({ path }: Module, name: string): Module | null {
    if (!name.startsWith('.')) return null
    const place = joined(path.split('/').slice(0, -1), name.split('/'))
    return this.#byName.get(withoutEnding(place)) ?? this.#byName.get(place) ?? null
  }

  /** `.a.b` is beside the file; `a.b` is below the root of the package, wherever that lies. */
  #python({ path }: Module, name: string): Module | null {
    const folder = path.split('/').slice(0, -1)
    const dots = /^\.*/.exec(name)![0].length
    const words = name
      .slice(dots)
      .split('.')
      .filter((word) => word !== '')
    if (dots > 0) return this.#byName.get([...folder.slice(0, folder.length - dots + 1), ...words].join('/')) ?? null
    for (let depth = folder.length; depth >= 0; depth -= 1) {
      const found = this.#byName.get([...folder.slice(0, depth), ...words].join('/'))
      if (found !== undefined) return found
    }
    return null
  }
}

function joined(folder: readonly string[], steps: readonly string[]): string {
  const place = [...folder]
  for (const step of steps) {
    if (step === '..') place.pop()
    else if (step !== '.' && step !== '') place.push(step)
  }
  return place.join('/')
}

const withoutEnding = (path: string): string => path.replace(/\.(?:[cm]?[jt]sx?|pyw?)$/, '')

/** A file by its own name, and by that of its folder where it stands for that. */
function namesOf(path: string): string[] {
  const plain = withoutEnding(path)
  const folder = plain.replace(/(?:^|\/)(?:index|__init__)$/, '')
  return folder === plain ? [plain] : [plain, folder]
}
