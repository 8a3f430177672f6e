// Names behind ids: people, facilities, platforms and equipment, as far as the reader may know them.
import { useList, useResource } from './resource.ts';
import type { Equipment, Facility, Instrument, Person, Platform } from './types.ts';

/** A record by its id; undefined while it is read, or where it is out of the reader's sight. */
export const useFacility = (id: string | null) => useResource<Facility>(id && `/v1/facilities/${id}`).data;
export const usePlatform = (id: string | null) => useResource<Platform>(id && `/v1/platforms/${id}`).data;
export const useEquipment = (id: string | null) => useResource<Equipment>(id && `/v1/equipment/${id}`).data;
export const usePerson = (id: string | null) => useResource<Person>(id && `/v1/people/${id}`).data;

export const useFacilities = () => useList<Facility>('/v1/facilities?limit=200').data;
export const usePlatforms = () => useList<Platform>('/v1/platforms?limit=200').data;
export const useInstruments = (facilityId: string | null) =>
  useList<Instrument>(facilityId && `/v1/facilities/${facilityId}/instruments?limit=200`).data;
