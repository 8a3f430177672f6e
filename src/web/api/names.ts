// Names behind ids: people, facilities, platforms and equipment, as far as the reader may know them.
import { useList, useResource } from './resource.ts';
import type { Equipment, Facility, Instrument, Person, Platform } from './types.ts';

export const useFacilities = () => useList<Facility>('/v1/facilities?limit=200').data;
export const usePlatforms = () => useList<Platform>('/v1/platforms?limit=200').data;
// Asked for one by one, those out of sight would be answered as not there.
const usePeople = () => useList<Person>('/v1/people?limit=200').data;

const found = <Item extends { id: string }>(items: readonly Item[] | undefined, id: string | null) =>
  items === undefined || id === null ? undefined : (items.find((item) => item.id === id) ?? null);

/** A record by its id; undefined while it is read, null where it is out of the reader's sight. */
export const useFacility = (id: string | null) => found(useFacilities(), id);
export const usePlatform = (id: string | null) => found(usePlatforms(), id);
export const usePerson = (id: string | null) => found(usePeople(), id);
export const useEquipment = (id: string | null) => useResource<Equipment>(id && `/v1/equipment/${id}`).data;

export const useInstruments = (facilityId: string | null) =>
  useList<Instrument>(facilityId && `/v1/facilities/${facilityId}/instruments?limit=200`).data;
