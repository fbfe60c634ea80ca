import { awsClients } from '../../providers/clients.ts';

const endpoint = process.env.WIRE_ENDPOINT;
if (endpoint === undefined) throw new Error('There is no emulator: run `npm run test:wire`.');

/** The real SDK clients, as the handlers make them, but for the address. */
export const clients = awsClients({ endpoint, region: 'eu-west-1' });

export const account = '123456789012';

/** A call to a service whose client is no dependency of ours, by the AWS Query protocol; answers XML. */
export async function query(service: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(`${endpoint}/`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      // moto finds the service in the credential's scope and does not check the signature.
      Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: new URLSearchParams(parameters),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} ${parameters.Action}: ${text}`);
  return text;
}
