-- Other programs that are told what happens in an area, and what was sent to them. What is sent holds no
-- personal data; the secrets it is signed with are sealed.
CREATE TABLE webhook (
  id ctext NOT NULL PRIMARY KEY,
  url TEXT NOT NULL,
  secret_enc BYTEA NOT NULL,
  -- The secret before the last exchange, which signs beside the new one until then.
  previous_secret_enc BYTEA,
  previous_until TIMESTAMP,
  -- The events it is told, as a JSON list of names; none is all of them.
  events TEXT,
  -- None is the whole nation, whose path is empty.
  area_id ctext REFERENCES area (id),
  path ctext NOT NULL,
  active BOOLEAN NOT NULL,
  description TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  -- Attempts since one last succeeded, and when that was.
  failures BIGINT NOT NULL,
  succeeded_at TIMESTAMP,
  -- Why the program itself made it inactive.
  disabled_reason TEXT
);
CREATE INDEX webhook_path ON webhook (path, id);

-- The subtrees a webhook hears of: its area's own path, and those of the units that went into it whole.
CREATE TABLE webhook_subtree (
  webhook_id ctext NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
  path ctext NOT NULL,
  PRIMARY KEY (path, webhook_id)
);
CREATE INDEX webhook_subtree_webhook ON webhook_subtree (webhook_id);

CREATE TABLE webhook_delivery (
  id ctext NOT NULL PRIMARY KEY,
  webhook_id ctext NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
  event TEXT NOT NULL,
  -- The body as it is signed and sent.
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'delivered', 'failed')),
  attempts BIGINT NOT NULL,
  next_at TIMESTAMP NOT NULL,
  -- Until then a worker has it in hand; a worker that died lets go of it by that.
  leased_until TIMESTAMP,
  last_status BIGINT,
  last_error TEXT,
  created_at TIMESTAMP NOT NULL,
  delivered_at TIMESTAMP
);
CREATE INDEX webhook_delivery_of ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, state, next_at, id);
CREATE INDEX webhook_delivery_lease ON webhook_delivery (leased_until);
CREATE INDEX webhook_delivery_age ON webhook_delivery (created_at);
