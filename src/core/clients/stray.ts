// What may hold servers for some client although no shape leads to it.
import type { Shape } from './shape.ts'
import type { Fault, Value } from './tree.ts'
import { groupsOf } from './locate.ts'

/** Looked for in the file and in every map on the way to its servers; each place is named once. */
export function strayIn(root: Value, shapes: readonly Shape[]): readonly Fault[] {
  if (root.kind !== 'map' && !(root.kind === 'plain' && /^(null|~|)$/i.test(root.shown)))
    return [{ offset: root.span[0], why: 'it is not an object' }]
  const faults = shapes.flatMap((shape) =>
    shape.path.flatMap((key, index) =>
      groupsOf(root, { path: shape.path.slice(0, index) }).flatMap(({ value }) => beside(value, key)),
    ),
  )
  return [...new Map(faults.map((fault) => [`${fault.offset} ${fault.why}`, fault])).values()]
}

function beside(map: Value, wanted: string): readonly Fault[] {
  const members = map.kind === 'map' ? map.members : []
  return members.flatMap(({ key, keySpan: [offset], value }): Fault[] => {
    if (key === '<<') return [{ offset, why: 'it takes members from elsewhere (`<<`)' }]
    if (key === '' && value.kind === 'odd') return [{ offset, why: value.why }]
    // Clients that are written in Go or C# take a key in any case.
    const isAlmost = key !== wanted && key.toLowerCase() === wanted.toLowerCase()
    return isAlmost ? [{ offset, why: `it writes ${wanted} in another case; some clients take it` }] : []
  })
}
