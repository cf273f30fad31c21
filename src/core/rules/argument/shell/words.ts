// The words of which some stand in every command line that does harm. Where none does, nothing is parsed.
import { phrase, type Phrase } from '../../../text/match/phrase.ts'
import type { Seek } from '../../seek.ts'

const WORDS = [
  ...[
    'curl',
    'wget',
    'fetch',
    'aria2c',
    'iwr ',
    'irm ',
    'invoke-',
    'certutil',
    'bitsadmin',
    'base64',
    'base32',
    'xxd',
    'openssl',
  ],
  ...[
    'rm -',
    'rmdir /',
    'rd /',
    'del /',
    'remove-item',
    'mkfs',
    'mke2fs',
    'wipefs',
    'shred',
    'blkdiscard',
    'dd if',
    'dd of',
    '/dev/',
  ],
  ...[
    'chmod -',
    'chown -',
    'kill -',
    'format ',
    '(){',
    '() {',
    'nc ',
    'ncat',
    'netcat',
    'socat',
    'telnet',
    'mkfifo',
    'socket',
    'dig ',
    'nslookup',
  ],
  ...[
    '.ssh',
    '.aws',
    '.kube',
    '.gnupg',
    '.netrc',
    '.npmrc',
    '.pypirc',
    '.pgpass',
    '.env',
    '.git',
    '.docker',
    '.config',
    '.bashrc',
    '.zshrc',
    '.profile',
    '.bash_profile',
    '.zprofile',
  ],
  ...['/etc/', '/proc/', 'crontab', 'authorized_keys', 'system32', 'secrets/', 'wallet.dat', 'login data', 'printenv'],
]

/** The pattern adds nothing: which word stands there is enough to look at the whole line. */
export const SHELL_WORDS: readonly Phrase[] = [
  phrase(WORDS, new RegExp(WORDS.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)).join('|'), 'g')),
]

export const mayDoHarm = (text: string, seek: Seek): boolean => seek.has(text, SHELL_WORDS)
