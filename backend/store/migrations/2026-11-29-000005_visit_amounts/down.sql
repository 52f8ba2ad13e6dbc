DROP TABLE visit_amount;
