import { expect, test } from 'vitest'
import { chooseFile, type IndexFile } from './index-page.ts'

const [SUM, OTHER] = ['a'.repeat(64), 'b'.repeat(64)]
const listed = (file: string, sha256 = OTHER, yanked = false): IndexFile => ({
  file,
  url: `https://index.test/${file}`,
  sha256,
  publishedAt: null,
  yanked,
  provenance: null,
})
const ANY = 'server-1.0-py3-none-any.whl'
const NATIVE = 'server-1.0-cp312-cp312-linux_x86_64.whl'
const SOURCES = 'server-1.0.tar.gz'
const TAKEN = { file: NATIVE, digest: `sha256:${SUM}` }

test.each<[string, readonly IndexFile[], string, typeof TAKEN | undefined, string | null]>([
  ['the one that was taken', [listed(ANY), listed(NATIVE, SUM)], '1.0', TAKEN, NATIVE],
  ['it, and not its bytes under no name of a wheel', [listed('x', SUM), listed(NATIVE, SUM)], '1.0', TAKEN, NATIVE],
  ['it, and not its name with other bytes', [listed(ANY), listed(NATIVE)], '1.0', TAKEN, ANY],
  ['a wheel for every machine', [listed(SOURCES), listed(NATIVE), listed(ANY)], '1.0', undefined, ANY],
  [
    'the sources, where all wheels were withdrawn',
    [listed(ANY, OTHER, true), listed(SOURCES)],
    '1.0',
    undefined,
    SOURCES,
  ],
  ['none of another version or package', [listed(ANY), listed('other-2.0-py3-none-any.whl')], '2.0', undefined, null],
])('of what an index lists: %s', (_, files, version, taken, expected) => {
  expect(chooseFile(files, 'server', version, taken)?.file ?? null).toBe(expected)
})
