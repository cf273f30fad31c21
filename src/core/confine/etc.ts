// The small /etc of a sandbox: certificates and the loader's cache of the machine, and accounts and names of our own.
import { FD, INSIDE, type Bind, type Host, type PlanFile } from './plan.ts'

/** Of the machine's /etc only these, where they exist. Private keys (ssl/private) are not among them. */
export const ETC_PATHS = [
  'ssl/certs',
  'ssl/openssl.cnf',
  'ssl/cert.pem',
  'pki/tls/certs',
  'pki/ca-trust/extracted',
  'ca-certificates/extracted',
  'crypto-policies/back-ends',
  'ld.so.cache',
  'alternatives',
  'localtime',
  'mime.types',
  'fonts',
  // Debian's /usr/bin/chromium is a script that reads its flags here.
  'chromium.d',
] as const

/**
 * Browsers of the Chromium family put an ECH extension into every TLS hello, mostly one without meaning. It cannot be told from
 * one that hides another host, so the broker refuses both (decision 14). Their policy files turn it off.
 */
const BROWSERS = ['chromium', 'opt/chrome'] as const
const BROWSER_POLICY = '{ "EncryptedClientHelloEnabled": false }\n'

/** Names are asked of our own responder, and nobody else is known. */
export const NAME_FILES = {
  hosts: `127.0.0.1 localhost ${INSIDE.host}\n::1 localhost\n`,
  'resolv.conf': 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n',
} as const

export type SandboxFiles = { readonly binds: readonly Bind[]; readonly files: readonly PlanFile[] }

/** Accounts and names are always ours: no file of this machine says who is who in there. */
export function sandboxFiles(host: Host, more: Readonly<Record<string, string>> = {}): SandboxFiles {
  const etc: Record<string, string> = {
    passwd: `${INSIDE.user}:x:${INSIDE.uid}:${INSIDE.gid}:${INSIDE.user}:${INSIDE.home}:/usr/sbin/nologin\n`,
    group: `${INSIDE.user}:x:${INSIDE.gid}:\n`,
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
    ...NAME_FILES,
    ...Object.fromEntries(BROWSERS.map((folder) => [`${folder}/policies/managed/sallyport.json`, BROWSER_POLICY])),
  }
  const own = [...Object.entries(etc).map(([name, text]) => [`/etc/${name}`, text] as const), ...Object.entries(more)]
  const bind = (path: string): Bind => ({ source: `/etc/${path}`, dest: `/etc/${path}`, mode: 'ro', why: 'base' })
  return {
    binds: host.etc.map(bind),
    files: own.map(([dest, text], i) => ({ fd: FD.firstFile + i, dest, text })),
  }
}
