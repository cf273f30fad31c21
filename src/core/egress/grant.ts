// A network grant as a person writes it: HOST:PORT, HOST:PORT/tcp or HOST:PORT/http[:METHODS[:PATH]], and @ADDRESS behind it
// where the name means one known address.
import type { NetGrant } from '../model/grants.ts'
import { readAddress } from '../text/address.ts'
import { readHost } from './name.ts'

export type ReadGrant = { readonly ok: true; readonly grant: NetGrant } | { readonly ok: false; readonly why: string }

const no = (why: string): ReadGrant => ({ ok: false, why })
const FORM =
  /^([^/@]+):(\d{1,5})(?:\/(tcp|http)(?::([A-Z]+(?:,[A-Z]+)*)(?::(\/[\x21-\x7e]*?))?)?)?(?:@([0-9a-fA-F.:]+))?$/
const PLAIN_PATH = /^\/(?!\/)[A-Za-z0-9._~!$&'()*+,=:/-]*$/

export function readNetGrant(word: string): ReadGrant {
  const [, hostWord, portWord, form, methods, path, address] = FORM.exec(word) ?? []
  if (hostWord === undefined) return no('want HOST:PORT, HOST:PORT/tcp or HOST:PORT/http, such as api.example:443')
  const host = readHost(hostWord)
  if (!host.ok) return no(`the host ${host.why}`)
  const port = Number(portWord)
  if (port < 1 || port > 65_535) return no('want a port from 1 to 65535')
  const kind = form === undefined ? 'tls' : (form as 'tcp' | 'http')
  if (methods !== undefined && kind !== 'http') return no('methods and paths can only be held to under /http')
  if (methods?.split(',').includes('CONNECT') === true)
    return no('CONNECT opens a tunnel, which nothing can be held to')
  if (path !== undefined && (!PLAIN_PATH.test(path) || /\/\.{0,2}\/|\/\.{1,2}$/.test(path))) {
    return no('the path is not plain; want something like /v1/')
  }
  if (address !== undefined && readAddress(address) === null) return no('what follows the @ is no address')
  if (address !== undefined && host.name.startsWith('*.'))
    return no('an address belongs to one name, not to a wildcard')
  return {
    ok: true,
    grant: {
      host: host.name,
      port,
      kind,
      ...(methods === undefined ? {} : { methods: methods.split(',') }),
      ...(path === undefined ? {} : { path }),
      ...(address === undefined ? {} : { address }),
    },
  }
}
