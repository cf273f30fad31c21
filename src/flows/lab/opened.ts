// What a person opens in a browser: what a plain client makes of an answer there, and the report that `scan --sarif` makes.
import { reportSarif } from '../../core/report/sarif.ts'
import type { LabLook } from './stops.ts'

export const pageOf = ({ reports, scanned }: LabLook, name: string): string =>
  JSON.stringify(reportSarif([{ name, place: 'the lab', reports: [...scanned, ...reports] }], [], 'lab'))
