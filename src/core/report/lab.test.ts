import { expect, test } from 'vitest'
import type { LabMatrix } from '../model/lab.ts'
import { inkOf } from './ink.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { labHtml } from './lab-html.ts'
import { matrixText } from './lab-text.ts'

const matrix: LabMatrix = {
  columns: ['all', 'L7'],
  groups: [
    {
      id: 'AT-1',
      title: 'A title',
      what: 'what it does',
      trouble: null,
      rows: [
        {
          variant: 'first',
          what: 'a way',
          twoStep: true,
          steps: [{ does: 'reads', layers: ['L7'] }],
          control: { state: 'good', word: 'succeeds', why: '2 of 2' },
          cells: [
            { state: 'good', word: 'stopped L7', why: 'it said <script>"a" & \u001b[2J\u202e' },
            { state: 'bad', word: 'THROUGH', why: '2 of 2' },
          ],
        },
      ],
      twin: {
        what: 'an honest one',
        cells: [
          { state: 'good', word: 'passes', why: '' },
          { state: 'good', word: 'passes', why: '' },
        ],
      },
    },
  ],
  sums: [{ state: 'bad', word: '0 of 1', why: 'attacks are stopped without L7' }],
  exit: 1,
}

test('the page shows what a server said as text alone, with every hidden character visible', () => {
  const page = labHtml(matrix, 'Made now.', sha256)
  expect(page).toContain('it said &lt;script&gt;&quot;a&quot; &amp; \\u{1b}[2J\\u{202e}')
  expect(page).toContain('Made now.')
  expect(page).not.toMatch(/[\u001b\u202e]|<script/)
})

test('the matrix is aligned, and says nothing by colour alone', () => {
  expect(matrixText(matrix, inkOf(false)).split('\n')).toEqual([
    'attack      control     all layers    without L7',
    'AT-1 first  ✓ succeeds  ✓ stopped L7  ✗ THROUGH',
    'AT-1 twin               ✓ passes      ✓ passes',
    '',
    'AT-1 A title',
    '  ✓ first, all layers: it said <script>"a" & \\u{1b}[2J\\u{202e}',
    '  ✗ first, without L7: 2 of 2',
    '',
    '✗ 0 of 1 attacks are stopped without L7',
    '',
  ])
})
