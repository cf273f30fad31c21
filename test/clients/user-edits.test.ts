// Whatever is edited in between: each entry has its original text again, and the edit is still there.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { corpus } from './corpus.ts'
import { protectAll, unprotectAll } from './protect-all.ts'
import { userEdit, WHATS } from './user-edits.ts'

const FILES = corpus(200, 7).filter(({ model }) => model.entries.length < 20)

const edit = fc.record({
  what: fc.constantFrom(...WHATS),
  index: fc.nat(10),
  word: fc.stringMatching(/^[a-z]{1,12}$/),
})

test('random edits: undoing the protection of the edited file gives the edited original', () => {
  fc.assert(
    fc.property(fc.nat(FILES.length - 1), fc.array(edit, { minLength: 1, maxLength: 5 }), (at, edits) => {
      const file = FILES[at]!
      const { text: changed, done } = protectAll(file.text, file.pattern)
      const removed = new Set<string>()
      let [theirs, wanted] = [changed, file.text]
      for (const one of edits) {
        // What is gone cannot be edited.
        if (removed.has(file.model.entries[one.index % file.model.entries.length]!.name)) continue
        const next = userEdit(theirs, file, one)
        theirs = next.text
        wanted = userEdit(wanted, file, one).text
        if (next.removed !== null) removed.add(next.removed)
      }
      const { text, other } = unprotectAll(theirs, file.pattern, done)
      expect(text).toBe(wanted)
      expect(new Set(other.map(({ name }) => name))).toEqual(
        new Set(done.map(({ id }) => id.name).filter((name) => removed.has(name))),
      )
      expect(other.every(({ kind }) => kind === 'gone')).toBe(true)
    }),
    { numRuns: 400, seed: 20_261_120 },
  )
})
