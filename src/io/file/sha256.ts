import { createHash, hash } from 'node:crypto'
import type { Sha256 } from '../../core/canon/digest.ts'

export const sha256: Sha256 = (data) => hash('sha256', data, 'hex')
export const sha256Stream = () => createHash('sha256')
