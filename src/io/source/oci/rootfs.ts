// The file system that the layers of an image make, one laid over the other. There are no links on disk: what a layer writes
// goes to where the links of the image lead within it, and never outside.
import { linkSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type ArchiveEntry, UnsafeArchive } from '../../../core/archive/entry.ts'
import { pathOf } from '../../../core/archive/name.ts'
import {
  type Folder,
  follow,
  linksBelow,
  newTop,
  type Node,
  placeOf,
  putFile,
  putFolder,
  putLink,
} from '../../../core/archive/tree.ts'
import type { Digest } from '../../../core/model/artifact.ts'
import type { ImageLink } from '../../../core/model/fetched.ts'
import { bound } from '../../../core/model/bounds.ts'
import { sha256Stream } from '../../file/sha256.ts'
import { EntryFile } from '../archive/entry-file.ts'
import type { Laying } from '../archive/unpack.ts'

const GONE = '.wh.'
const OPAQUE = '.wh..wh..opq'

export type Rootfs = {
  readonly entries: number
  readonly bytes: number
  /** Devices and pipes. */
  readonly left: readonly string[]
  /** Links that lead to nothing. */
  readonly lost: readonly string[]
  readonly links: readonly ImageLink[]
  /** What each layer is, unpacked; null: no tar archive. */
  readonly layers: readonly (Digest | null)[]
}

export class Layers implements Laying {
  readonly #root: string
  readonly #top = newTop()
  readonly #left: string[] = []
  readonly #lost: string[] = []
  /** What the layer at hand has put there itself: its own marks of removal do not count for it. */
  #fresh = new Set<Node>()
  /** Folders of which the layer at hand has removed what was there before it. */
  #cleared = new Set<Folder>()
  readonly #heard: (ReturnType<typeof sha256Stream> | null)[] = []
  #entries = 0
  #bytes = 0
  readonly #file = new EntryFile()

  /** `root` is an empty folder of ours, mode 0700. */
  constructor(root: string) {
    this.#root = root
  }

  nextLayer(): void {
    this.#fresh = new Set()
    this.#cleared = new Set()
    this.#heard.push(null)
  }

  hear(bytes: Uint8Array): void {
    const hash = this.#heard.pop() ?? sha256Stream()
    this.#heard.push(hash.update(bytes))
  }

  begin(entry: ArchiveEntry): void {
    this.end()
    this.#count(entry)
    const named = pathOf(entry.name, 'layer')
    if (named === '') return
    const at = named.lastIndexOf('/')
    const above = this.#folderAt(named.slice(0, Math.max(at, 0)), entry.name)
    const name = named.slice(at + 1)
    if (name === OPAQUE) this.#clear(above)
    else if (name.startsWith(GONE)) this.#hide(above.children.get(name.slice(GONE.length)))
    else this.#put(above, name, entry)
  }

  write(bytes: Uint8Array): void {
    this.#file.write(bytes)
  }

  end(): void {
    this.#file.end()
  }

  abandon(): void {
    this.#file.abandon()
  }

  /** A link to a file becomes that file under a second name; those that lead to nothing are told. */
  finish(): Rootfs {
    const links: ImageLink[] = []
    for (const link of linksBelow(this.#top)) {
      links.push({ path: placeOf(link), target: link.target })
      const found = follow(link.above, link.target, { top: this.#top, rules: 'layer' })
      if (typeof found === 'string') this.#lost.push(placeOf(link))
      else if (found.kind === 'file') linkSync(this.#onDisk(found), this.#onDisk(link))
    }
    const layers = this.#heard.map((hash) => hash && (`sha256:${hash.digest('hex')}` as const))
    return { entries: this.#entries, bytes: this.#bytes, left: this.#left, lost: this.#lost, links, layers }
  }

  #count({ bytes, name }: ArchiveEntry): void {
    this.#entries += 1
    this.#bytes += bytes
    if (this.#entries > bound('image-entries'))
      throw new UnsafeArchive(`it has more than ${bound('image-entries')} entries`)
    if (bytes > bound('archive-file-bytes')) throw new UnsafeArchive(`it has ${bytes} bytes`, name)
    if (this.#bytes > bound('image-bytes'))
      throw new UnsafeArchive(`it unpacks to more than ${bound('image-bytes')} bytes`)
  }

  /** Where a folder really lies: `bin` may be a link to `usr/bin`. What is missing of it is made. */
  #folderAt(path: string, entry: string): Folder {
    const make = (above: Folder, name: string): Folder => this.#makeFolder(above, name, entry)
    const found = follow(this.#top, path, { top: this.#top, rules: 'layer', make })
    if (typeof found !== 'string' && found.kind === 'folder') return found
    throw new UnsafeArchive('it lies below a link that goes in circles', entry)
  }

  #makeFolder(above: Folder, name: string, entry: string): Folder {
    if (above.depth >= bound('archive-depth'))
      throw new UnsafeArchive(`it lies more than ${bound('archive-depth')} folders deep`, entry)
    this.#remove(above.children.get(name))
    const folder = putFolder(above, name)
    mkdirSync(this.#onDisk(folder), { mode: 0o700 })
    this.#fresh.add(folder)
    return folder
  }

  #put(above: Folder, name: string, entry: ArchiveEntry): void {
    const there = above.children.get(name)
    if (entry.kind === 'folder') {
      this.#fresh.add(there?.kind === 'folder' ? there : this.#makeFolder(above, name, entry.name))
      return
    }
    // Before it is removed: a name may be linked anew to what it meant.
    const meant = entry.kind === 'hard-link' ? this.#meantBy(entry) : undefined
    if (meant !== undefined && meant === there) return void this.#fresh.add(meant)
    if (meant !== undefined && there?.kind === 'folder' && placeOf(meant).startsWith(`${placeOf(there)}/`))
      throw new UnsafeArchive('it takes the place of what it links to', entry.name)
    this.#remove(there)
    if (entry.kind === 'special') this.#left.push(placeOf({ kind: 'file', name, above }))
    else if (entry.kind === 'link') this.#fresh.add(putLink(above, name, { target: entry.target, hard: false }))
    else if (entry.kind === 'hard-link') this.#linkTo(meant, above, name)
    else {
      const file = putFile(above, name)
      this.#file.begin(this.#onDisk(file), entry)
      this.#fresh.add(file)
    }
  }

  /** A hard link means what its target is when it is made, and not what a later entry puts there. */
  #meantBy({ target }: ArchiveEntry): Node | undefined {
    const path = pathOf(target, 'layer')
    const at = path.lastIndexOf('/')
    const above = follow(this.#top, path.slice(0, Math.max(at, 0)), { top: this.#top, rules: 'layer' })
    return typeof above === 'string' || above.kind === 'file' ? undefined : above.children.get(path.slice(at + 1))
  }

  #linkTo(meant: Node | undefined, above: Folder, name: string): void {
    if (meant?.kind === 'link') this.#fresh.add(putLink(above, name, meant))
    else if (meant?.kind === 'file') {
      const file = putFile(above, name)
      linkSync(this.#onDisk(meant), this.#onDisk(file))
      this.#fresh.add(file)
    } else this.#lost.push(placeOf({ kind: 'file', name, above }))
  }

  /** Whatever is there, because something else takes its place. */
  #remove(node: Node | undefined): void {
    if (node === undefined || node.above === null) return
    node.above.children.delete(node.name)
    if (node.kind !== 'link') rmSync(this.#onDisk(node), { recursive: true, force: true })
  }

  /** What other layers have put there. A folder with something of this layer in it stays. */
  #hide(node: Node | undefined): void {
    if (node?.kind === 'folder') this.#clear(node)
    if (node === undefined || this.#fresh.has(node)) return
    if (node.kind !== 'folder' || node.children.size === 0) this.#remove(node)
  }

  /** Once for each layer: nothing of the others comes back in it. */
  #clear(folder: Folder): void {
    if (this.#cleared.has(folder)) return
    this.#cleared.add(folder)
    for (const child of [...folder.children.values()]) this.#hide(child)
  }

  #onDisk(node: Node): string {
    return join(this.#root, placeOf(node))
  }
}
