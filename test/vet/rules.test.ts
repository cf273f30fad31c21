// Every rule on code against its own examples: it must see the bad ones and leave the good ones alone.
import { describe, expect, test } from 'vitest'
import { judgeCode } from '../../src/core/vet/judge.ts'
import { isManifest, manifestsOf, staged } from '../../src/core/vet/package.ts'
import { readSource } from '../../src/core/vet/read-source.ts'
import type { Sample, VetRule } from '../../src/core/vet/rule.ts'
import { CODE_RULES } from '../../src/core/vet/rules/index.ts'
import { languageOf } from '../../src/core/vet/source.ts'
import { SAYS } from '../../src/flows/vet/says.ts'
import { loadJavascript } from '../../src/io/engine/javascript.ts'
import { loadPython } from '../../src/io/engine/python.ts'
import { REFERENCES } from '../../src/core/rules/references.ts'

const readers = { javascript: await loadJavascript(), python: await loadPython() }

function placesSeenBy(rule: VetRule, sample: Sample): number {
  const manifests = manifestsOf(new Map(Object.entries(sample).filter(([path]) => isManifest(path)))).read
  const read = Object.entries(sample).flatMap(([path, text]) => {
    const language = languageOf(path, text)
    return language === null ? [] : [readSource({ path, language, text }, readers)]
  })
  const files = staged(read, manifests)
  expect(files.map(({ unread }) => unread).filter((why) => why !== null)).toEqual([])
  const natives = Object.keys(sample).filter((path) => sample[path]!.startsWith('\u007FELF'))
  const { seen, unanswered } = judgeCode({ files, manifests, natives, says: SAYS, known: ['known-server', 'other'] }, [
    rule,
  ])
  expect(unanswered).toEqual([])
  return seen.length
}

describe.each(CODE_RULES.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test.each(rule.bad().map((sample, index) => [index + 1, sample] as const))(
    'sees bad example %i',
    (_number, sample) => {
      expect(placesSeenBy(rule, sample)).toBeGreaterThan(0)
    },
  )

  test.each(rule.good().map((sample, index) => [index + 1, sample] as const))(
    'leaves good example %i alone',
    (_number, sample) => {
      expect(placesSeenBy(rule, sample)).toBe(0)
    },
  )

  test('names public ids, and has examples both ways', () => {
    expect(rule.references.filter((id) => !Object.hasOwn(REFERENCES, id))).toEqual([])
    expect(rule.references.length).toBeGreaterThan(0)
    expect(Math.min(rule.bad().length, rule.good().length)).toBeGreaterThan(0)
  })
})

test('ids are unique and sorted', () => {
  const ids = CODE_RULES.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].toSorted())
})
