import { expect, test } from 'vitest'
import { inkOf } from './ink.ts'
import { guideText, type GuideRow } from './protect-guide.ts'

const row = (server: string, more: Partial<GuideRow> = {}): GuideRow => ({
  server,
  launch: ['npx', server],
  effects: ['read'],
  tools: 1,
  findings: [],
  unanswered: [],
  suggestion: '',
  notes: [],
  next: null,
  ...more,
})

test('what is reached stands behind its name like what is started', () => {
  const shown = guideText([row('files'), row('wiki', { launch: ['https://wiki.example/mcp'] })], inkOf(false))
  expect(shown).toContain('  files  "npx" "files"\n')
  expect(shown).toContain('  wiki  "https://wiki.example/mcp"\n')
})

test('what a finding means is said where it stands first, and its name wherever it was found', () => {
  const finding = 'unpinned-version (medium): The launch takes whatever version is newest on the day it runs'
  const rows = ['one', 'two'].map((name) => row(name, { findings: [finding] }))
  const held = row('three', { findings: [finding], next: 'look at it' })
  const shown = guideText([...rows, held], inkOf(false))
  expect(shown.match(/! unpinned-version \(medium\)/g)).toHaveLength(3)
  expect(shown.match(/whatever version is newest/g)).toHaveLength(1)
})
