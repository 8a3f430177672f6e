// The store of attachments that the settings name: a folder, or a bucket.
import type { AttachmentsSettings } from '../config.ts';
import type { AttachmentStore } from '../usecases/workshop/attachment-store.ts';
import { openFolder } from './folder.ts';

/** Opens the store. What a bucket needs is loaded only for one: a folder costs nothing at the start. */
export async function openAttachments(place: AttachmentsSettings): Promise<AttachmentStore> {
  if ('folder' in place) return openFolder(place.folder);
  const { openBucket } = await import('./s3.ts');
  return openBucket(place);
}
