// The file of a person's settings. Apart from what reads it: the first step of a start only looks whether one word is in there.
import { join } from 'node:path'

export const configFile = (folder: string): string => join(folder, 'config.yaml')
export const CONFIG_BYTES = 64 * 1024
