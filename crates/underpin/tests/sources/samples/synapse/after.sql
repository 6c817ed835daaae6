ALTER TABLE state_groups_state ALTER COLUMN state_group SET (n_distinct = -0.02);
