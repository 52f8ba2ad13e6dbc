DROP TABLE webhook_delivery;
DROP TABLE webhook_subtree;
DROP TABLE webhook;
