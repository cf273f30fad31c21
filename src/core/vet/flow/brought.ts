// What an import brings: an interface of the language, a package, or a name of another file of the same package.
import type { Code } from '../code/code.ts'
import { Cell } from './cell.ts'
import type { Around, Flow } from './flow.ts'
import type { Module } from './module.ts'

export function brought(flow: Flow, { from, names }: Extract<Code, { kind: 'brings' }>, around: Around): Cell {
  const module = moduleName(from)
  if (flow.isLast) flow.notes.brings(from)
  const own = flow.modules.find(around.module, from)
  for (const { imported, local } of names) {
    if (ownBrought(flow, own, from, imported, local, around)) continue
    const cell = around.scope.declare(local)
    cell.addName(imported === '*' || imported === 'default' ? module : `${module}.${imported}`, flow.growth)
  }
  return new Cell()
}

/** A name of another file of the package is that very thing. */
function ownBrought(
  flow: Flow,
  own: Module | null,
  from: string,
  imported: string,
  local: string,
  around: Around,
): boolean {
  if (own === null || own === around.module) {
    const inside = flow.modules.find(around.module, from.endsWith('.') ? `${from}${imported}` : `${from}.${imported}`)
    if (inside === null || from === '') return false
    around.scope.declare(local).join(inside.space(), flow.growth)
    return true
  }
  if (imported === '*' && local === '*') {
    for (const [key, cell] of own.scope.names)
      if (key !== 'module' && key !== 'exports') around.scope.declare(key).join(cell, flow.growth)
    return true
  }
  const cell = around.scope.declare(local)
  if (imported === '*' || imported === 'default') {
    cell.join(imported === '*' ? own.space() : own.fallback, flow.growth)
    cell.join(own.exports, flow.growth)
    return true
  }
  const found = own.scope.names.get(imported)
  if (found !== undefined) cell.join(found, flow.growth)
  else {
    const inside = flow.modules.find(around.module, `${from}.${imported}`)
    if (inside !== null) cell.join(inside.space(), flow.growth)
    const given = own.exports.fields?.get(imported)
    if (given !== undefined) cell.join(given, flow.growth)
  }
  return true
}

/** `require('./a')` and `import('./a')`. */
export function required(flow: Flow, name: string, around: Around, into: Cell): boolean {
  if (flow.isLast) flow.notes.brings(name)
  const own = flow.modules.find(around.module, name)
  if (own === null) return false
  into.join(own.exports, { grew: false })
  into.join(own.space(), { grew: false })
  return true
}

const moduleName = (from: string): string => from.replace(/^node:/, '')
