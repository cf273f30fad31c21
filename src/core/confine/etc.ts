// The small /etc of a sandbox: certificates and the loader's cache of the machine, and accounts and names of our own.
import { FD, INSIDE, type Bind, type Host, type PlanFile, type PlanRequest } from './plan.ts'

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
] as const

export type SandboxFiles = { readonly binds: readonly Bind[]; readonly files: readonly PlanFile[] }

/** Accounts are always ours. Names are ours too, except in an install, which shares the network and so the resolver. */
export function sandboxFiles(purpose: PlanRequest['purpose'], host: Host): SandboxFiles {
  const isInstall = purpose === 'install'
  const own: Record<string, string> = {
    passwd: `${INSIDE.user}:x:${INSIDE.uid}:${INSIDE.gid}:${INSIDE.user}:${INSIDE.home}:/usr/sbin/nologin\n`,
    group: `${INSIDE.user}:x:${INSIDE.gid}:\n`,
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
  }
  const names: Record<string, string> = {
    hosts: `127.0.0.1 localhost ${INSIDE.host}\n::1 localhost\n`,
    'resolv.conf': 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n',
  }
  const shared = isInstall ? Object.entries(host.nameFiles) : []
  const files = { ...own, ...(isInstall ? {} : names) }
  const bind = (source: string, dest: string): Bind => ({ source, dest, mode: 'ro', why: 'base' })
  return {
    binds: [
      ...host.etc.map((path) => bind(`/etc/${path}`, `/etc/${path}`)),
      ...shared.map(([name, source]) => bind(source, `/etc/${name}`)),
    ],
    files: Object.entries(files).map(([name, text], i) => ({ fd: FD.firstFile + i, dest: `/etc/${name}`, text })),
  }
}
