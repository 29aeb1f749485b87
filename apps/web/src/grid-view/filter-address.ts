import type { PhotoFilter, TimelineQuery } from '../engine/library-client.ts'

/*
 * A filter in an address, so that it can be kept as a bookmark: `?show=videos&synced=no&device=MacBook&place=Lisbon`.
 */

/** Names of devices and places that are longer are none. */
const NAME_MAX = 200

/** What of the library is shown, but for what else a filter asks. */
export const SHOWN = ['library', 'favourites', 'videos', 'live'] as const

/** Everything. */
export const NO_FILTER: PhotoFilter = { show: 'library', isUnsynced: false, device: null, place: null }

/** The filter of an address. `show=not_synced` is what other pages lead to. */
export function filterOf(params: URLSearchParams): PhotoFilter {
  const show = params.get('show')
  return {
    show: SHOWN.find((each) => each === show) ?? 'library',
    isUnsynced: show === 'not_synced' || params.get('synced') === 'no',
    device: nameIn(params.get('device')),
    place: nameIn(params.get('place')),
  }
}

/** The parameters of an address by which {@link filterOf} knows a filter again. */
export function paramsOfFilter({ show, isUnsynced, device, place }: PhotoFilter): Record<string, string> {
  const shown = show !== 'library' ? show : isUnsynced ? 'not_synced' : null
  return {
    ...(shown === null ? {} : { show: shown }),
    ...(isUnsynced && shown !== 'not_synced' ? { synced: 'no' } : {}),
    ...(device === null ? {} : { device }),
    ...(place === null ? {} : { place }),
  }
}

/** The timeline of a filter: a plain one, where there is one. */
export function queryOfFilter(filter: PhotoFilter): TimelineQuery {
  const { show, isUnsynced, device, place } = filter
  if (device !== null || place !== null || (isUnsynced && show !== 'library'))
    return { kind: 'filtered', filter }
  return { kind: isUnsynced ? 'not_synced' : show }
}

function nameIn(text: string | null): string | null {
  const name = text?.trim() ?? ''
  return name === '' || name.length > NAME_MAX ? null : name
}
