import type { Found } from './files.ts'

/** A package as it lies in a folder. */
export type Package = {
  /** A stranger's word. */
  readonly name: string
  readonly isDependency: boolean
  readonly folder: string
  readonly found: readonly Found[]
}
