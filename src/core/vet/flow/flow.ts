// Follows data through one file: rounds over its code, until a round learns nothing new; the last one notes what the code does.
import type { Code, Fn, Loop } from '../code/code.ts'
import { isEntry } from '../code/shape.ts'
import type { Fact, FileFacts } from '../fact.ts'
import type { Language } from '../known/known.ts'
import type { Alias } from '../manifest/manifest.ts'
import { brought } from './brought.ts'
import { callOf } from './call.ts'
import { Cell } from './cell.ts'
import { Contents } from './contents.ts'
import { eachOf } from './each.ts'
import { FnState } from './fn-state.ts'
import { joinedTexts } from './fold.ts'
import { Notes } from './notes.ts'
import { bind } from './bind.ts'
import { membersOf, pathOf, readMember } from './member.ts'
import { type Module, Modules } from './module.ts'
import { Scope } from './scope.ts'

/** Where in a function code stands: what is around it decides what it means. */
export type Around = {
  readonly module: Module
  readonly scope: Scope
  readonly fn: FnState | null
  readonly times: number
  readonly isSwallowed: boolean
  readonly isDropped: boolean
  /** Whether it is done depends on something. */
  readonly isChosen?: boolean
}

/** Before the last one. Code of some size says most of what it has to say in fewer. */
const MOST_ROUNDS = 5
const MANY_STEPS = 60_000
const MOST_STEPS = 4_000_000
const LONG_TEXT = 6

export class TooMuch extends Error {}

export class Flow {
  readonly language: Language
  readonly growth = { grew: false }
  readonly notes = new Notes()
  readonly contents = new Contents()
  readonly states = new Map<Fn, FnState>()
  /** The functions that promises give to their makers. */
  readonly told = new Map<Code, FnState>()
  readonly modules: Modules
  readonly #all: readonly Module[]
  #steps = 0
  isLast = false

  constructor(language: Language, modules: readonly Module[], aliases: readonly Alias[] = []) {
    this.language = language
    this.#all = modules
    this.modules = new Modules(language.id, modules, aliases)
  }

  /** Of one file, with all that stands in it. */
  run(): FileFacts {
    this.#follow()
    return this.notes.told(this.#all[0]!.path, [...this.states.values()])
  }

  /** What each of several files does, where data may go from one to another. */
  together(): ReadonlyMap<string, readonly Fact[]> {
    this.#follow()
    if (this.notes.isFull) throw new TooMuch()
    return this.notes.byFile([...this.states.values()])
  }

  #follow(): void {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      this.growth.grew = false
      this.#round()
      if (!this.growth.grew || (round > 0 && this.#steps > MANY_STEPS * 2)) break
    }
    this.isLast = true
    this.notes.clear()
    this.#round()
  }

  #round(): void {
    for (const module of this.#all) {
      this.all(module.code, { module, scope: module.scope, fn: null, times: 1, isSwallowed: false, isDropped: false })
    }
    // Functions are walked beside each other, not inside each other: new ones are found while others are walked.
    for (const state of this.states.values()) this.#body(state)
  }

  #body(state: FnState): void {
    const around: Around = {
      module: state.module,
      scope: state.scope,
      fn: state,
      times: 1,
      isSwallowed: false,
      isDropped: false,
    }
    for (const [index, { target, fallback }] of state.fn.params.entries()) {
      const cell = state.params[index]!
      if (fallback !== null && this.language.id !== 'python') cell.join(this.value(fallback, around), this.growth)
      bind(this, target, cell, around, true)
    }
    this.all(state.fn.body, around)
  }

  all(code: readonly Code[], around: Around): void {
    for (const one of code) this.value(one, around)
  }

  value(code: Code, around: Around): Cell {
    this.#steps += 1
    if (this.#steps > MOST_STEPS) throw new TooMuch()
    return this.#valueOf(code, around)
  }

  #valueOf(code: Code, around: Around): Cell {
    switch (code.kind) {
      case 'text':
        if (this.isLast && code.value.length >= LONG_TEXT) this.notes.text(code.at, code.value)
        return Cell.of(code.value)
      case 'amount': {
        const cell = Cell.of(String(code.value))
        cell.amount = code.value
        return cell
      }
      case 'name':
        return this.#named(code.name, around)
      case 'member':
        return readMember(this, code, around, false)
      case 'call':
        return callOf(this, code, around)
      case 'joined':
        return this.#joined(code.parts, around)
      case 'holds':
        return this.#held(code, around)
      case 'function':
        return this.#function(code, around)
      case 'class':
        return this.#class(code, around)
      case 'sets': {
        const value = this.value(code.value, around)
        bind(this, code.target, value, around, code.declares)
        return value
      }
      case 'brings':
        return brought(this, code, around)
      case 'loop':
        return this.#loop(code, around)
      case 'gives': {
        if (code.value === null) return new Cell()
        const value = this.value(code.value, around)
        around.fn?.gives.join(value, this.growth)
        return value
      }
      case 'tries':
        this.all(code.body, code.swallows ? { ...around, isSwallowed: true } : around)
        this.all(code.rescue, around)
        return new Cell()
      case 'spread':
        return this.value(code.value, around)
      case 'drops':
        return this.value(code.value, { ...around, isDropped: true })
      case 'aside':
        this.value(code.value, { ...around, isDropped: false })
        return new Cell()
      case 'many': {
        const cell = new Cell()
        const here = code.sometimes && !isEntry(code.parts[0]) ? { ...around, isChosen: true } : around
        const inside = here.isDropped && code.parts.length > 1 ? { ...here, isDropped: false } : here
        for (const part of code.parts) cell.join(this.value(part, inside), this.growth)
        return cell
      }
      default:
        return new Cell()
    }
  }

  #named(name: string, { scope }: Around): Cell {
    if (name === 'this' || name === 'self' || name === 'cls') {
      for (let at: Scope | null = scope; at !== null; at = at.outer) if (at.self !== null) return at.self
    }
    const known = scope.find(name)
    if (known !== null) return known
    const cell = new Cell()
    cell.addName(name, { grew: false })
    return cell
  }

  #joined(parts: readonly Code[], around: Around): Cell {
    const cells = parts.map((part) => this.value(part, { ...around, isDropped: false }))
    const cell = pathOf(cells[0])
    for (const text of joinedTexts(cells.map(({ texts }) => [...texts]))) cell.addText(text, { grew: false })
    for (const part of cells) for (const mark of part.allMarks()) cell.addMark(mark, { grew: false })
    // A list that grows stays a list.
    for (const part of cells)
      if (part.fields !== null) for (const [key, field] of part.fields) cell.field(key).join(field, { grew: false })
    return cell
  }

  #held({ at, entries }: Extract<Code, { kind: 'holds' }>, around: Around): Cell {
    const cell = new Cell()
    const quiet = { grew: false }
    const inside = { ...around, isDropped: false }
    for (const { key, value } of entries) {
      const held = this.value(value, inside)
      if (key !== null) cell.field(key).join(held, quiet)
      else if (held.fields !== null || held.names.size > 0) cell.join(membersOf(held), quiet)
      else cell.field('*').join(held, quiet)
    }
    this.notes.held(this, at, cell)
    return cell
  }

  state(fn: Fn, around: Around, self: Cell | null = null): FnState {
    const known = this.states.get(fn)
    if (known !== undefined) return known
    const state = new FnState(this.states.size + 1, fn, new Scope(around.scope, self), around.module)
    this.states.set(fn, state)
    this.growth.grew = true
    return state
  }

  #function(fn: Fn, around: Around, self: Cell | null = null): Cell {
    const state = this.state(fn, around, self)
    const cell = new Cell()
    cell.addFunction(state, { grew: false })
    if (fn.name !== null) (self ?? around.scope.declare(fn.name)).join(self === null ? cell : new Cell(), this.growth)
    if (self !== null && fn.name !== null) self.field(fn.name).join(cell, this.growth)
    for (const taker of fn.takenBy) {
      this.value(taker, around)
      this.notes.taken(this, taker, state, around)
    }
    // Python works them out where the function is made.
    if (this.language.id === 'python') {
      for (const [index, { fallback }] of fn.params.entries())
        if (fallback !== null) state.params[index]!.join(this.value(fallback, around), this.growth)
    }
    return cell
  }

  #class(code: Extract<Code, { kind: 'class' }>, around: Around): Cell {
    const known = code.name === '' ? null : (around.scope.names.get(code.name) ?? null)
    const cell = known ?? (code.name === '' ? new Cell() : around.scope.declare(code.name))
    if (!cell.makes.has(cell)) cell.addMade(cell)
    for (const base of code.bases) cell.join(this.value(base, around), this.growth)
    const inside: Around = { ...around, scope: this.#classScope(code, around.scope, cell), isDropped: false }
    for (const member of code.members) this.#classMember(member, inside, cell)
    return cell
  }

  readonly #classScopes = new Map<Code, Scope>()
  readonly #methods = new Map<Fn, Fn>()

  /** It is a member, and no name around it. The same one in each round: what was learned of it stays. */
  #method(fn: Fn): Fn {
    if (fn.name === null) return fn
    const known = this.#methods.get(fn) ?? { ...fn, name: null }
    this.#methods.set(fn, known)
    return known
  }

  #classScope(code: Code, outer: Scope, self: Cell): Scope {
    const known = this.#classScopes.get(code)
    if (known !== undefined) return known
    const made = new Scope(outer, self)
    this.#classScopes.set(code, made)
    return made
  }

  /** Methods and members of all instances stand for one. */
  #classMember(code: Code, around: Around, cell: Cell): void {
    if (code.kind === 'function') this.#function(code, { ...around, scope: around.scope.outer! }, cell)
    else if (code.kind === 'drops' || code.kind === 'many')
      for (const part of code.kind === 'drops' ? [code.value] : code.parts) this.#classMember(part, around, cell)
    else if (code.kind === 'sets') {
      if (code.target.kind === 'member' && code.target.key.kind !== 'text') this.value(code.target.key, around)
      const value =
        code.value.kind === 'function'
          ? this.#function(this.#method(code.value), around, cell)
          : this.value(code.value, around)
      const key =
        code.target.kind === 'name'
          ? code.target.name
          : code.target.kind === 'member' && code.target.key.kind === 'text'
            ? code.target.key.value
            : '*'
      cell.field(key).join(value, this.growth)
    } else this.value(code, around)
  }

  #loop({ forever, item, over, body }: Loop, around: Around): Cell {
    const items = over === null ? new Cell() : this.value(over, { ...around, isDropped: false })
    if (item !== null) bind(this, item, eachOf(this, items, around), around, true)
    const times = forever ? Infinity : items.amount > 0 ? items.amount : 1
    this.all(body, { ...around, times: around.times * times, isDropped: false })
    return new Cell()
  }
}
