// Bounds of what is measured on samples; part of the table in bounds.ts.

export const CORPUS_BOUNDS = {
  'corpus-files': { value: 1_000, unit: 'count', owner: 'io/source', atLimit: 'The folder is not measured.' },
  'corpus-line-bytes': {
    value: 1024 ** 2,
    unit: 'bytes',
    owner: 'io/source',
    atLimit: 'The row is not counted; `bench detect` names it and exits with 2.',
  },
  'corpus-file-bytes': {
    value: 2 * 1024 ** 3,
    unit: 'bytes',
    owner: 'io/source',
    atLimit: 'The rest of the unpacked file is not counted; `bench detect` names it and exits with 2.',
  },
  'listed-misses': {
    value: 100_000,
    unit: 'count',
    owner: 'flows/measure',
    atLimit: 'Further misses are not written; the last line of the file says how many there were.',
  },
} as const
