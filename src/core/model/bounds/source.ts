// Bounds of what is fetched and installed, and of the archives it comes in; part of the table in bounds.ts.

export const SOURCE_BOUNDS = {
  'archive-entries': {
    value: 100_000,
    unit: 'count',
    owner: 'core/archive',
    atLimit: 'The archive is refused; nothing of it is kept.',
  },
  'archive-bytes': {
    value: 2 * 1024 ** 3,
    unit: 'bytes',
    owner: 'core/archive',
    atLimit: 'The archive is refused while it is unpacked; nothing of it is kept.',
  },
  'archive-file-bytes': {
    value: 512 * 1024 ** 2,
    unit: 'bytes',
    owner: 'core/archive',
    atLimit: 'The archive is refused with the name of the entry.',
  },
  'archive-ratio': {
    value: 200,
    unit: 'count',
    owner: 'core/archive',
    atLimit: 'An archive that grows by more than this, beyond 64 MB, is refused as a bomb.',
  },
  'archive-name-bytes': {
    value: 4_096,
    unit: 'bytes',
    owner: 'core/archive',
    atLimit: 'The archive is refused with the start of that name; so is one with a link whose target is longer.',
  },
  'archive-depth': {
    value: 64,
    unit: 'levels',
    owner: 'core/archive',
    atLimit: 'The archive is refused with the name of the entry.',
  },
  'archive-header-bytes': {
    value: 1024 ** 2,
    unit: 'bytes',
    owner: 'core/archive',
    atLimit: 'An archive whose extended header, comment or padding is longer is refused.',
  },
  'archive-index-bytes': {
    value: 64 * 1024 ** 2,
    unit: 'bytes',
    owner: 'core/archive',
    atLimit:
      'A ZIP archive whose list of entries is longer is refused, and a tar archive whose extended headers are longer together.',
  },
  'download-bytes': {
    value: 1024 ** 3,
    unit: 'bytes',
    owner: 'io/source',
    atLimit: 'The download ends and nothing of it is kept.',
  },
  'download-document-bytes': {
    value: 64 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/source',
    atLimit: 'What a registry says about a package is not read.',
  },
  'download-redirects': {
    value: 5,
    unit: 'count',
    owner: 'io/source',
    atLimit: 'The download ends: it is sent from place to place.',
  },
  'download-tries': {
    value: 4,
    unit: 'count',
    owner: 'io/source',
    atLimit: 'A download that breaks off so often ends; each try goes on where the last one ended.',
  },
  'download-idle-ms': {
    value: 30_000,
    unit: 'ms',
    owner: 'io/source',
    atLimit: 'A host that says nothing for so long counts as broken off.',
  },
  'download-ms': {
    value: 600_000,
    unit: 'ms',
    owner: 'io/source',
    atLimit: 'The download ends and nothing of it is kept.',
  },
  'install-ms': {
    value: 600_000,
    unit: 'ms',
    owner: 'io/source',
    atLimit: 'The installation is stopped and its staging folder removed.',
  },
  'checkout-entries': {
    value: 1_000_000,
    unit: 'count',
    owner: 'io/source',
    atLimit: 'The walk through a project ends; `scan --project` says so and exits with 2.',
  },
  'checkout-levels': {
    value: 64,
    unit: 'levels',
    owner: 'io/source',
    atLimit: 'That folder of a project is not looked into; `scan --project` says so and exits with 2.',
  },
  'git-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'io/source',
    atLimit: 'git is ended, and `scan --project` exits with 2.',
  },
  'image-layers': {
    value: 256,
    unit: 'count',
    owner: 'core/source',
    atLimit: 'The image is refused before any layer is fetched.',
  },
  'image-bytes': {
    value: 2 * 1024 ** 3,
    unit: 'bytes',
    owner: 'core/source',
    atLimit: 'The image is refused: by the sizes of its packed layers, or while they are unpacked.',
  },
  'image-entries': {
    value: 400_000,
    unit: 'count',
    owner: 'io/source',
    atLimit: 'The image is refused while its layers are unpacked.',
  },
  'advisory-count': {
    value: 2_000_000,
    unit: 'count',
    owner: 'io/source',
    atLimit: 'The advisories are not imported; those of before stay.',
  },
  'advisory-bytes': {
    value: 4 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/source',
    atLimit: 'That advisory is not read; `advisories import` says how many there were.',
  },
  'advisory-age-ms': {
    value: 7 * 86_400_000,
    unit: 'ms',
    owner: 'flows/vet',
    atLimit: 'Vetting says how old the imported advisories are.',
  },
} as const
