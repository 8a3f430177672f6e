// /v1/work-orders/{id}/translations: narratives in the other language, beside the originals.
import { z } from 'zod';
import { LANGUAGES } from '../../domain/evidence/signature.ts';
import { id } from '../../domain/values.ts';
import { TRANSLATION_STATUSES, translationInput, translationRecord } from '../../domain/workshop/translation.ts';
import { addTranslation, TRANSLATORS } from '../../usecases/workshop/translations.ts';
import { exampleId } from '../examples.ts';
import { exampleOrder, ofOrder, partRoutes, withRevision } from '../orders/parts.ts';
import { defineRoute } from '../route.ts';

export const translationView = withRevision(translationRecord);

export const translationRoutes = [
  ...partRoutes({
    list: 'translations',
    path: 'translations',
    idName: 'translationId',
    one: 'Translation',
    many: 'Translations',
    tag: 'Work',
    name: { one: 'a translation', many: 'translations' },
    about:
      'Translations (翻訳) of narratives: a narrative keeps the language it was written in. The latest reviewed one, else the latest by a machine, is shown beside it, as long as `original` is what it says.',
    view: translationView,
    sorts: ['at'],
    filters: {
      language: z.enum(LANGUAGES).optional(),
      status: z.enum(TRANSLATION_STATUSES).optional(),
      author: id.optional(),
    },
    example: { partId: exampleId('translation.machine') },
  }),
  defineRoute({
    operationId: 'addTranslation',
    method: 'POST',
    path: '/v1/work-orders/{id}/translations',
    tag: 'Work',
    summary: 'Add a translation',
    description:
      'Of a narrative, into a language it was not written in, in whatever status the order is. It supersedes no signature; one given before stays.',
    roles: TRANSLATORS,
    ...ofOrder,
    body: translationInput,
    answer: { status: 201, schema: translationView },
    example: {
      params: exampleOrder,
      body: {
        subject: { part: 'part_demand', id: exampleId('part_demand.japanese'), field: 'nomenclature' },
        language: 'en',
        text: 'Seal, hydraulic actuator',
        status: 'reviewed',
      },
    },
    handle: (act, { params, body }) => addTranslation(act, params.id, body),
  }),
];
