// What an approval says of a server that stands behind the endpoint of all: its names, its addresses, and its own words.
import type { Digest } from '../../core/model/artifact.ts'
import { ERAS, originOfUri } from '../../core/model/catalogue.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import type { Pin } from '../../core/model/pin.ts'
import type { Behind } from '../../core/protocol/aggregate/directory.ts'

const LISTS = ['tools', 'prompts', 'resources'] as const

export function behind(
  name: string,
  { catalogue }: Pick<Pin, 'catalogue'>,
  isQuarantined: boolean,
  textOf: (digest: Digest) => string | undefined,
): Behind {
  const eras = catalogue === 'pending' ? [] : [catalogue.legacy, catalogue.modern].filter((one) => one !== undefined)
  const read = (digest: Digest): Json => JSON.parse(textOf(digest) ?? 'null') as Json
  const capabilities = Object.fromEntries(
    ERAS.flatMap((era) => {
      const said = catalogue === 'pending' ? undefined : catalogue[era]?.capabilities
      const body = said === undefined ? null : read(said)
      return isObject(body) ? [[era, body] as const] : []
    }),
  )
  const able = Object.values(capabilities)
  const [said = null] = eras.map(({ instructions }) => read(instructions)).filter((one) => typeof one === 'string')
  const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]
  return {
    name,
    withheld: isQuarantined ? 'quarantined' : catalogue === 'pending' ? 'pending' : null,
    lists: new Set(LISTS.filter((list) => able.some((one) => isObject(one[list])))),
    logs: able.some((one) => isObject(one['logging'])),
    capabilities,
    tools: unique(eras.flatMap(({ tools }) => Object.keys(tools))),
    prompts: unique(eras.flatMap(({ prompts }) => Object.keys(prompts))),
    origins: unique(
      eras.flatMap(({ resources, templates }) => [...resources, ...Object.keys(templates).map(originOfUri)]),
    ),
    instructions: said,
  }
}
