// The files of a package that are followed together, and which of them a name in an import means.
import { type Code, DEFAULT } from '../code/code.ts'
import { Paths } from '../imports.ts'
import type { Alias } from '../manifest/manifest.ts'
import { Nameable } from '../named.ts'
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
    const loads = new Cell()
    loads.addName('require', { grew: false })
    module.fields = new Map([
      ['exports', this.exports],
      ['require', loads],
    ])
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
  readonly #paths: Paths<Module>

  readonly #data: Nameable

  constructor(language: Language, modules: readonly Module[], aliases: readonly Alias[]) {
    this.#language = language
    this.#data = new Nameable(modules.flatMap(({ path }) => (path.endsWith('.json') ? [path] : [])))
    this.#paths = new Paths(
      modules.map((module) => [module.path, module] as const),
      aliases,
    )
  }

  /** What the files of data hold that code may mean by a place. */
  held(place: string): readonly Cell[] {
    return this.#data.named(place).flatMap((path) => this.#paths.at(path)?.exports ?? [])
  }

  /** Null: it is no file of the package. */
  find(from: Module, name: string): Module | null {
    return this.#paths.find(this.#language, from.path, name)
  }
}
