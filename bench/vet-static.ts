// What reading a package costs: two thousand files of code as they are, half of each language, each a little different.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { folderAt } from '../src/flows/vet/material.ts'
import { lookAtFiles } from '../src/flows/vet/static.ts'
import type { Row } from './row.ts'

const FILES = 2_000
const AT_MOST_MS = 10_000

const javascript = (number: number): string => `import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { base } from './part-${(number + 1) % FILES}.js'
/** One of many parts. */
export const base = 'https://api.example/part/${number}'
export async function load(id, options = {}) {
  const file = join(options.root ?? '.', \`\${id}-${number}.json\`)
  const text = await readFile(file, 'utf8')
  const items = JSON.parse(text).filter((item) => item.kind === 'part-${number}')
  return items.map((item) => ({ ...item, url: \`\${base}/\${item.id}\` }))
}
export class Part${number} {
  constructor(client) { this.client = client; this.items = [] }
  async refresh() {
    const response = await this.client.get(base, { headers: { authorization: process.env.PART_TOKEN } })
    for (const item of response.data) if (item.size > ${number}) this.items.push(item)
    return this.items.length
  }
}
`

const python = (number: number): string => `import json
import os
from pathlib import Path
import httpx

BASE = "https://api.example/part/${number}"

class Part${number}:
    """One of many parts."""

    def __init__(self, root: Path, client: httpx.Client):
        self.root = root
        self.client = client
        self.items: list[dict] = []

    def load(self, name: str) -> list[dict]:
        with open(os.path.join(self.root, f"{name}-${number}.json")) as file:
            found = json.load(file)
        return [item for item in found if item["kind"] == "part-${number}"]

    def refresh(self) -> int:
        answer = self.client.get(BASE, headers={"authorization": os.environ["PART_TOKEN"]})
        for item in answer.json():
            if item["size"] > ${number}:
                self.items.append(item)
        return len(self.items)
`

export async function run(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-vet-'))
  try {
    for (let number = 0; number < FILES; number += 1) {
      const isScript = number % 2 === 0
      const path = join(folder, 'src', `group-${number % 40}`, isScript ? `part-${number}.js` : `part_${number}.py`)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, isScript ? javascript(number) : python(number))
    }
    const material = folderAt('a', folder)
    const started = performance.now()
    const { coverage } = await lookAtFiles({ progress: () => undefined, known: [] })(material)
    const ms = performance.now() - started
    const seen = coverage.map(({ seen: one, of }) => `${one} of ${of}`).join()
    const value = `${(ms / 1_000).toFixed(1)} s on ${cpus().length} cores, ${seen} files`
    return [{ what: `reading ${FILES} files of code`, value, budget: '≤ 10 s', holds: ms <= AT_MOST_MS }]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
