// What of a read TOML document is a table: dates are objects too.
import type { TomlTable } from 'smol-toml'

export const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
