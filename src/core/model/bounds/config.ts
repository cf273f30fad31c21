// The bounds of the configs of clients, and of what is kept of them; part of the table in bounds.ts.

export const CONFIG_BOUNDS = {
  'config-yaml-chars': {
    value: 262_144,
    unit: 'count',
    owner: 'core/clients',
    atLimit: 'A YAML config is unreadable.',
  },
  'config-toml-chars': {
    value: 1_048_576,
    unit: 'count',
    owner: 'core/clients',
    atLimit: 'A TOML config is unreadable.',
  },
  'config-depth': {
    value: 200,
    unit: 'levels',
    owner: 'core/clients',
    atLimit: 'The config or its entry is unreadable.',
  },
  'config-projects': {
    value: 200,
    unit: 'count',
    owner: 'flows/discover',
    atLimit: 'No more folders that a client config names are looked into; `discover` says so and exits with 2.',
  },
  'config-entries': { value: 1_000, unit: 'count', owner: 'core/clients', atLimit: 'The config is unreadable.' },
  'former-entries': {
    value: 256,
    unit: 'count',
    owner: 'io/store',
    atLimit:
      'Of entries that are no longer where `protect` found them, the oldest are forgotten: a copy of one is given back what is approved under its name.',
  },
  'config-bytes': {
    value: 16 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/source',
    atLimit: 'The config of a client is not read; `discover` lists it as not looked at and exits with 2.',
  },
  'config-folder-entries': {
    value: 5_000,
    unit: 'count',
    owner: 'io/source',
    atLimit:
      'The search for configs in that folder ends; `discover` lists it as not wholly looked at and exits with 2.',
  },
} as const
