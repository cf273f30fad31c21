// Where doors and the gateway of one user meet. Apart from the key by which they know each other: a first start does not wait for that.
import { join } from 'node:path'
import type { Paths } from '../../core/model/paths.ts'

export const meetingFolder = ({ state }: Pick<Paths, 'state'>): string => join(state, 'gateway')
export const gatewayLog = (paths: Pick<Paths, 'state'>): string => join(meetingFolder(paths), 'gateway.log')
export const startLock = (folder: string): string => join(folder, 'start.lock')
