// What the last round over a file notes: the uses of interfaces that matter, the tools that it registers, its texts.
import type { Code } from '../code/code.ts'
import { markOf, type Capability, type Fact, type FileFacts, type Mark, NO_STYLE, type ToolSeen } from '../fact.ts'
import type { Known } from '../known/known.ts'
import type { Given } from './call.ts'
import { Cell } from './cell.ts'
import { placesWritten } from './contents.ts'
import type { Around, Flow } from './flow.ts'
import type { FnState } from './fn-state.ts'
import { ALL, isEnvironment } from './member.ts'
import { placeIn } from './place.ts'
import { factsByFile, type Noted } from './staging.ts'

/** What is past one of these is not noted, and the file is told as not wholly read. */
const MOST = { facts: 10_000, texts: 60_000, tools: 1_000, members: 4_000 } as const

/** Where it is done, with what, and where each of the two came from. */
type Done = Pick<Fact, 'does' | 'name' | 'places' | 'marks'> & Partial<Pick<Fact, 'placeMarks' | 'texts'>>

/** What they are answered is put into a file. */
const SAVES = /(?:^|\.)urlretrieve$|^wget\.download$/

export class Notes {
  readonly atTop = new Set<FnState>()
  readonly surelyAtTop = new Set<FnState>()
  #facts: Noted[] = []
  #tools = new Map<string, ToolSeen>()
  #texts = new Map<string, number>()
  #imports = new Set<string>()
  #isFull = false

  clear(): void {
    this.#facts = []
  }

  /** Whether something was left out. */
  get isFull(): boolean {
    return this.#isFull
  }

  text(at: number, value: string): void {
    if (!this.#texts.has(value) && this.#fits(this.#texts.size, MOST.texts)) this.#texts.set(value, at)
  }

  #fits(count: number, most: number): boolean {
    if (count >= most) this.#isFull = true
    return count < most
  }

  brings(name: string): void {
    this.#imports.add(name)
  }

  fact(flow: Flow, name: string, known: Known, given: Given, around: Around, into: Cell): void {
    const { args, on, named } = given
    const place = placeIn(known, given)
    const others = [
      ...args.filter((arg) => arg !== place),
      ...named.map(([, cell]) => cell),
      ...(known.place === undefined && on !== null ? [on] : []),
    ]
    const does = known.does === 'file-read' ? opening(name, given) : known.does!
    const places = place?.allTexts() ?? []
    /** What these say is put where the second argument says. */
    const write = (marks: readonly Mark[]): void =>
      this.#note(flow, { does: 'file-write', name, places: args[1]?.allTexts() ?? [], marks }, given, around)
    if (does === 'file-write') {
      into.addMark(markOf('written', given.code.at, places.join('\n').slice(0, 1_000)), { grew: false })
      flow.contents.put(places, marksOf(others), flow.growth)
    }
    if (known.packs === true && on !== null) flow.contents.pack(places, given.code.at, on, flow.growth)
    if ((does === 'file-read' && name.startsWith('shutil.')) || /\.(?:cp|copyFile|rename)(?:Sync)?$/.test(name)) {
      const copied = places.slice(0, 8).map((one) => markOf('file', given.code.at, one))
      for (const one of copied) args[1]?.addMark(one, flow.growth)
      if (name === 'shutil.make_archive')
        for (const one of flow.contents.packUnder(args[0]?.allTexts() ?? [], copied, flow.growth))
          into.addText(one, { grew: false })
      else flow.contents.put(args[1]?.allTexts() ?? [], copied, flow.growth)
      write(marksOf(args.slice(0, 1)))
    }
    if (SAVES.test(name) && args[1] !== undefined) write([markOf('remote', given.code.at, places[0] ?? name)])
    const placeMarks = place === null ? [] : marksOf([place])
    const texts = others.flatMap((cell) => cell.allTexts())
    this.#note(flow, { does, name, places, placeMarks, marks: marksOf(others), texts }, given, around)
  }

  #note(
    flow: Flow,
    { does, name, places, placeMarks = [], marks, texts = [] }: Done,
    given: Given,
    around: Around,
  ): void {
    if (!flow.isLast || !this.#fits(this.#facts.length, MOST.facts)) return
    this.#facts.push({
      does,
      at: given.code.at - around.module.base,
      path: around.module.path,
      name,
      places: places.slice(0, 24),
      placeMarks,
      marks,
      texts: texts.slice(0, 24),
      members: this.#membersIn(given),
      isSilent: around.isSwallowed && around.isDropped,
      times: around.times,
      fn: around.fn,
    })
  }

  /** Something is put into a file that was opened for writing: `out.write(x)`, `dump(x, out)`. */
  written(flow: Flow, { on, args, code, callee, named }: Given, around: Around): void {
    const isWrite =
      code.callee.kind === 'member' &&
      code.callee.key.kind === 'text' &&
      /^(?:write|writelines|end|write_text)$/.test(code.callee.key.value)
    const out = [...(isWrite && on !== null ? [on] : []), ...args.slice(1)].find((cell) =>
      [...cell.marks.values()].some(({ kind }) => kind === 'written'),
    )
    if (out === undefined) return
    const places = placesWritten(out)
    const data = args.filter((cell) => cell !== out)
    flow.contents.put(places, marksOf(data), flow.growth)
    if (!flow.isLast) return
    const texts = data.flatMap((cell) => cell.allTexts())
    const done = {
      does: 'file-write',
      name: [...callee.names][0] ?? 'write',
      places,
      marks: marksOf(data),
      texts,
    } as const
    this.#note(flow, done, { code, on, args: data, callee, named }, around)
  }

  /** A function that is taken as a tool is called by a stranger: a model that was told to. */
  taken(flow: Flow, taker: Code, state: FnState, around: Around): void {
    const call = taker.kind === 'call' ? taker : null
    const name = lastName(call === null ? taker : call.callee)
    if (!flow.language.takesTools.has(name)) return
    this.#handler(flow, state)
    if (!flow.isLast || name !== 'tool') return
    const word = (key: string): string | undefined => {
      const found = call?.named.find(([one]) => one === key)?.[1]
      return found === undefined ? undefined : [...flow.value(found, around).texts][0]
    }
    const { fn } = state
    const params = fn.params.flatMap(({ target }) =>
      target.kind === 'name' && !/^(?:self|cls|ctx|context)$/.test(target.name) ? [target.name] : [],
    )
    this.#tool({
      name: word('name') ?? fn.name ?? '',
      description: word('description') ?? fn.doc ?? '',
      at: fn.at,
      params,
    })
  }

  /** `server.registerTool('name', {…}, handler)` */
  takes(flow: Flow, { code, args, on }: Given): void {
    if (on === null || !flow.language.takesTools.has(lastName(code.callee))) return
    const held = args.flatMap((arg) => [
      arg,
      ...['handler', 'execute', 'run', 'callback', 'load'].flatMap((key) => arg.fields?.get(key) ?? []),
    ])
    for (const cell of held) for (const state of cell.functions) this.#handler(flow, state)
    if (!flow.isLast) return
    const config = args.find((arg) => arg.fields?.has('description') === true)
    const name = [...(args[0]?.texts ?? [])][0] ?? [...(config?.fields?.get('name')?.texts ?? [])][0]
    const description = [...(config?.fields?.get('description')?.texts ?? args[1]?.texts ?? [])][0]
    if (name !== undefined && description !== undefined) this.#tool({ name, description, at: code.at, params: [] })
  }

  /** `{ 'tools/call': handler }`; `{ name, description, inputSchema }`, as a list of tools holds it; with a handler beside it, that is one. */
  held(flow: Flow, at: number, cell: Cell): void {
    const { fields } = cell
    for (const state of fields?.get('tools/call')?.functions ?? []) this.#handler(flow, state)
    if (fields === null || !fields.has('description') || !fields.has('name')) return
    const isWhole = fields.has('inputSchema') || fields.has('parameters') || fields.has('schema')
    for (const [key, { functions }] of fields)
      for (const state of functions) {
        if (/^(?:handler|execute|handle|callback)$/.test(key)) this.#handler(flow, state)
        // By another name it may be anything, and what it is given is a stranger's all the same.
        else if (isWhole) this.#given(flow, state)
      }
    if (!flow.isLast || !isWhole) return
    const [name] = fields.get('name')!.texts
    const [description] = fields.get('description')!.texts
    const schema = fields.get('inputSchema')?.fields?.get('properties')?.fields
    if (name !== undefined && description !== undefined)
      this.#tool({ name, description, at, params: [...(schema?.keys() ?? [])] })
  }

  #tool(tool: ToolSeen): void {
    if (tool.name !== '' && this.#fits(this.#tools.size, MOST.tools)) this.#tools.set(tool.name, tool)
  }

  #handler(flow: Flow, state: FnState): void {
    state.isHandler = true
    this.#given(flow, state)
  }

  #given(flow: Flow, state: FnState): void {
    for (const [index, { target }] of state.fn.params.entries()) {
      if (target.kind === 'name' && /^(?:self|cls|ctx|context|extra)$/.test(target.name)) continue
      state.hand(
        index,
        [markOf('argument', state.fn.at, target.kind === 'name' ? target.name : 'arguments')],
        flow.growth,
      )
    }
  }

  told(path: string, states: readonly FnState[]): FileFacts {
    return {
      path,
      facts: this.byFile(states).get(path) ?? [],
      tools: [...this.#tools.values()],
      texts: [...this.#texts].map(([value, at]) => ({ at, value })),
      heavy: [],
      imports: [...this.#imports],
      isReaching: true,
      style: NO_STYLE,
      unread: this.#isFull ? 'it does more than is noted of one file' : null,
    }
  }

  /** Members by name, of what is handed over and of what that holds. */
  #membersIn({ args, named }: Given): Record<string, string[]> {
    const found = new Map<string, Set<string>>()
    const add = (key: string, words: readonly string[]): void => {
      const known = found.get(key)
      if (known === undefined && words.length > 0 && this.#fits(found.size, MOST.members))
        found.set(key, new Set(words))
      if (known !== undefined) for (const word of words) if (known.size < 24) known.add(word)
    }
    for (const [key, cell] of named) add(key, [...cell.allTexts(2), ...cell.names])
    for (const cell of [...args, ...named.map(([, one]) => one)]) {
      for (const [key, field] of cell.fields ?? []) {
        add(key, [...field.texts].slice(0, 6))
        for (const [inner, value] of field.fields ?? []) add(inner, [...value.texts].slice(0, 6))
      }
    }
    found.delete('__proto__')
    return Object.fromEntries([...found].map(([key, words]) => [key, [...words]]))
  }

  byFile(states: readonly FnState[]): ReadonlyMap<string, readonly Fact[]> {
    return factsByFile(this.#facts, this, states)
  }
}

const marksOf = (cells: readonly Cell[]): Mark[] =>
  cells.flatMap((cell) => (isEnvironment(cell) ? [ALL] : cell.allMarks())).slice(0, 64)

/** `open(path, 'w')` writes. */
function opening(name: string, { args, named }: Given): Capability {
  const mode =
    named.find(([key]) => key === 'mode')?.[1] ??
    (/(?:^|\.)open$|FileIO$|ZipFile$/.test(name) ? args[name.startsWith('pathlib.') ? 0 : 1] : undefined)
  return mode !== undefined &&
    [...mode.texts].some((text) => /^[rbt+]*[waxWAX+]|^r\+|O_(?:WRONLY|RDWR|CREAT)/.test(text))
    ? 'file-write'
    : 'file-read'
}

function lastName(code: Code): string {
  if (code.kind === 'name') return code.name
  return code.kind === 'member' && code.key.kind === 'text' ? code.key.value : ''
}
