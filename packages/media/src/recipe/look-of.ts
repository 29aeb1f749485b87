import type { Asset, Recipe, Sha256 } from '@rollcall/protocol'

/** How an asset looks: a file, and what is done to it. */
export interface Look {
  readonly sha256: Sha256
  /** Null: the file as it is. */
  readonly recipe: Recipe | null
}

/** How an asset looks now: its original as it was taken, another file of it, or either with a recipe done to it. */
export function lookOf({ primarySha256, version }: Pick<Asset, 'primarySha256' | 'version'>): Look {
  return { sha256: version?.sha256 ?? primarySha256, recipe: version?.recipe ?? null }
}
