// The bounds of vetting; part of the table in bounds.ts.
const unanswered = 'The file is unanswered, and the verdict is `incomplete` where nothing was found.'
const unplayed = 'What goes beyond it is unanswered, and the verdict is `incomplete` where nothing was found.'

export const VET_BOUNDS = {
  'vet-file-bytes': { value: 4 * 1024 ** 2, unit: 'bytes', owner: 'flows/vet', atLimit: unanswered },
  'vet-file-ms': { value: 60_000, unit: 'ms', owner: 'flows/vet', atLimit: unanswered },
  'vet-read-ms': {
    value: 15 * 60_000,
    unit: 'ms',
    owner: 'flows/vet',
    atLimit: 'The files that are left are unanswered.',
  },
  'vet-files': { value: 20_000, unit: 'count', owner: 'flows/vet', atLimit: 'Further files of code are unanswered.' },
  'vet-joined-chars': {
    value: 3 * 1024 ** 2,
    unit: 'count',
    owner: 'flows/vet',
    atLimit: 'Data is followed within each file alone, and the report says so.',
  },
  'vet-abilities': {
    value: 2_000,
    unit: 'count',
    owner: 'core/vet',
    atLimit: 'Further abilities of the code are counted; a comparison with another version is then unanswered.',
  },
  'vet-brought-abilities': {
    value: 20_000,
    unit: 'count',
    owner: 'core/vet',
    atLimit:
      'Further abilities of what it depends on are counted; a comparison with another version is then unanswered.',
  },
  'vet-deeds': {
    value: 500,
    unit: 'count',
    owner: 'core/rehearsal',
    atLimit: 'Further hosts, files or programs are counted; a comparison with another version is then unanswered.',
  },
  'vet-known-names': { value: 100_000, unit: 'count', owner: 'cli', atLimit: 'The file is refused.' },
  'rehearsal-scripts': { value: 8, unit: 'count', owner: 'flows/vet', atLimit: unplayed },
  'rehearsal-tools': { value: 60, unit: 'count', owner: 'flows/vet', atLimit: unplayed },
  'rehearsal-resources': { value: 100, unit: 'count', owner: 'flows/vet', atLimit: unplayed },
  'rehearsal-answer-bytes': { value: 16 * 1024 ** 2, unit: 'bytes', owner: 'flows/vet', atLimit: unplayed },
  'rehearsal-trace-bytes': { value: 256 * 1024 ** 2, unit: 'bytes', owner: 'flows/vet', atLimit: unplayed },
  'rehearsal-arrivals': { value: 5_000, unit: 'count', owner: 'io/egress/sink', atLimit: unplayed },
  'rehearsal-arrival-bytes': { value: 2 * 1024 ** 2, unit: 'bytes', owner: 'io/egress/sink', atLimit: unplayed },
  'rehearsal-arrivals-bytes': { value: 16 * 1024 ** 2, unit: 'bytes', owner: 'io/egress/sink', atLimit: unplayed },
  'rehearsal-undone-bytes': { value: 16 * 1024 ** 2, unit: 'bytes', owner: 'core/rehearsal', atLimit: unplayed },
  'rehearsal-undone-levels': { value: 5, unit: 'levels', owner: 'core/rehearsal', atLimit: unplayed },
  'vet-reader-mb': { value: 600, unit: 'count', owner: 'flows/vet', atLimit: unanswered },
} as const
