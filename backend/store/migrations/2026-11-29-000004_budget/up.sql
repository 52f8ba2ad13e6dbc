-- Budgets: units, lines, a double-entry ledger, vouchers, obligations, books and settlements.

-- Whoever has a budget: an area's people's committee (its id is the area's), or an office of an area.
CREATE TABLE budget_unit (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('area', 'office')),
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  code ctext NOT NULL,
  name_vi TEXT NOT NULL,
  name_en TEXT NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX budget_unit_office ON budget_unit (province_id, code) WHERE kind = 'office';
CREATE INDEX budget_unit_path ON budget_unit (path);

CREATE TABLE budget_line (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  unit_id ctext NOT NULL,
  path ctext NOT NULL,
  item ctext NOT NULL,
  capital ctext NOT NULL,
  source ctext NOT NULL,
  year BIGINT NOT NULL,
  -- The first day it had money.
  first_on DATE,
  PRIMARY KEY (province_id, id),
  UNIQUE (province_id, unit_id, year, item, capital, source)
);
CREATE INDEX budget_line_year ON budget_line (year, path);

-- Balances, changed in the transaction of the posting alone.
CREATE TABLE budget_account (
  province_id ctext NOT NULL,
  line_id ctext NOT NULL,
  kind TEXT NOT NULL
    CHECK (kind IN ('origin', 'available', 'committed', 'advanced', 'disbursed', 'settled', 'returned', 'carried')),
  balance_vnd BIGINT NOT NULL,
  PRIMARY KEY (province_id, line_id, kind),
  CHECK (balance_vnd >= 0 OR kind = 'origin')
);

CREATE TABLE budget_voucher (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  kind TEXT NOT NULL,
  number ctext NOT NULL,
  on_date DATE NOT NULL,
  year BIGINT NOT NULL,
  unit_id ctext NOT NULL,
  path ctext NOT NULL,
  document_id ctext,
  plan_id ctext,
  payee TEXT,
  purpose TEXT NOT NULL,
  amount_vnd BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('entered', 'posted', 'refused')),
  entered_by ctext NOT NULL,
  entered_at TIMESTAMP NOT NULL,
  decided_by ctext,
  decided_at TIMESTAMP,
  reason TEXT,
  -- The voucher whose posting it turns around.
  reverses ctext,
  search_key TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX budget_voucher_number ON budget_voucher (province_id, unit_id, year, number) WHERE state <> 'refused';
CREATE UNIQUE INDEX budget_voucher_reverses ON budget_voucher (province_id, reverses)
  WHERE reverses IS NOT NULL AND state <> 'refused';
CREATE INDEX budget_voucher_day ON budget_voucher (year, on_date, id);

CREATE TABLE budget_voucher_line (
  province_id ctext NOT NULL,
  voucher_id ctext NOT NULL,
  n BIGINT NOT NULL,
  line_id ctext NOT NULL,
  -- The line below, or that of the next year.
  other_line_id ctext,
  amount_vnd BIGINT NOT NULL CHECK (amount_vnd > 0),
  -- The obligation it draws on, and the one it makes.
  draws_id ctext,
  makes_id ctext,
  PRIMARY KEY (province_id, voucher_id, n)
);
CREATE INDEX budget_voucher_line_of ON budget_voucher_line (province_id, line_id);
CREATE INDEX budget_voucher_line_other ON budget_voucher_line (province_id, other_line_id);

-- The ledger. Nothing changes or removes a row of these two: triggers see to it.
CREATE TABLE budget_posting (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  voucher_id ctext NOT NULL,
  kind TEXT NOT NULL,
  on_date DATE NOT NULL,
  posted_by ctext NOT NULL,
  posted_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id),
  UNIQUE (province_id, voucher_id)
);
CREATE TABLE budget_entry (
  province_id ctext NOT NULL,
  posting_id ctext NOT NULL,
  n BIGINT NOT NULL,
  line_id ctext NOT NULL,
  account TEXT NOT NULL,
  amount_vnd BIGINT NOT NULL,
  -- The sum of views it counts in, and how.
  counts TEXT,
  counts_vnd BIGINT NOT NULL,
  PRIMARY KEY (province_id, posting_id, n)
);
CREATE INDEX budget_entry_line ON budget_entry (province_id, line_id);

CREATE TABLE budget_obligation (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('commitment', 'advance')),
  line_id ctext NOT NULL,
  path ctext NOT NULL,
  voucher_id ctext NOT NULL,
  payee TEXT NOT NULL,
  purpose TEXT NOT NULL,
  on_date DATE NOT NULL,
  amount_vnd BIGINT NOT NULL,
  remaining_vnd BIGINT NOT NULL,
  PRIMARY KEY (province_id, id),
  CHECK (remaining_vnd >= 0 AND remaining_vnd <= amount_vnd)
);
CREATE INDEX budget_obligation_line ON budget_obligation (province_id, line_id);

-- Sums of the entries of a line in a month (YYYY-MM), changed in the transaction of the posting: what views read.
CREATE TABLE budget_turnover (
  province_id ctext NOT NULL,
  line_id ctext NOT NULL,
  month ctext NOT NULL,
  allotted_vnd BIGINT NOT NULL,
  passed_on_vnd BIGINT NOT NULL,
  committed_vnd BIGINT NOT NULL,
  advanced_vnd BIGINT NOT NULL,
  disbursed_vnd BIGINT NOT NULL,
  settled_vnd BIGINT NOT NULL,
  returned_vnd BIGINT NOT NULL,
  carried_vnd BIGINT NOT NULL,
  PRIMARY KEY (province_id, line_id, month)
);

-- Whether a unit's year takes postings; none is open.
CREATE TABLE budget_book (
  province_id ctext NOT NULL,
  unit_id ctext NOT NULL,
  year BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  PRIMARY KEY (province_id, unit_id, year)
);

CREATE TABLE budget_settlement (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  unit_id ctext NOT NULL,
  path ctext NOT NULL,
  year BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved')),
  note TEXT,
  drawn_up_by ctext NOT NULL,
  drawn_up_at TIMESTAMP NOT NULL,
  submitted_by ctext,
  submitted_at TIMESTAMP,
  decided_by ctext,
  decided_at TIMESTAMP,
  version BIGINT NOT NULL,
  PRIMARY KEY (province_id, id),
  UNIQUE (province_id, unit_id, year)
);
CREATE TABLE budget_settlement_line (
  province_id ctext NOT NULL,
  settlement_id ctext NOT NULL,
  line_id ctext NOT NULL,
  allotted_vnd BIGINT NOT NULL,
  disbursed_vnd BIGINT NOT NULL,
  approved_vnd BIGINT NOT NULL,
  carried_vnd BIGINT NOT NULL,
  PRIMARY KEY (province_id, settlement_id, line_id),
  CHECK (approved_vnd >= 0 AND approved_vnd <= disbursed_vnd)
);
