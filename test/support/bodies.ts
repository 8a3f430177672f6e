// Bodies of transitions that have the right form and say nothing true, for acts that are refused for something else.

/** A body of the right form for an action, without the action itself. */
export function bodyFor(action: string): object {
  const reason = { reason: { en: 'because' } };
  const signature = { signature: { contentSha256: 'a'.repeat(64), language: 'en', pin: '135790' } };
  const cost = {
    authorizationId: '01940000-0000-7000-8000-000000000001',
    estimatedCost: { currency: 'USD', minorUnits: 1 },
  };
  const bodies: Record<string, object> = {
    return: reason,
    authorize: cost,
    reauthorize: { ...cost, ...reason },
    induct: { custody: { document: 'x', deliveredBy: 'x', receivedBy: 'x', serialNumber: 'x' } },
    hold: { cause: 'weather', ...reason },
    present: { toolsAccounted: true, foreignObjectsCleared: true },
    withdraw: reason,
    reject: reason,
    accept: signature,
    recall: reason,
    refuse: reason,
    release: { ...signature, conditionCode: 'A' },
    close: { deliveryReceipt: 'x' },
    cancel: reason,
    condemn: { ...signature, finding: 'lost', surveyReference: 'x' },
  };
  return bodies[action] ?? {};
}
