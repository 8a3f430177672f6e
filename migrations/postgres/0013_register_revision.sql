CREATE TABLE "register_revision" (
	"id" integer PRIMARY KEY NOT NULL,
	"revision" bigint NOT NULL,
	CONSTRAINT "register_revision_one" CHECK (id = 1)
);
--> statement-breakpoint
-- Rows of these tables are kept in memory while the revision of the registers stands: whoever changes one raises it.
CREATE FUNCTION raise_register_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO register_revision (id, revision) VALUES (1, 1)
    ON CONFLICT (id) DO UPDATE SET revision = register_revision.revision + 1;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER equivalences_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON equivalences FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER platforms_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON platforms FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER facilities_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON facilities FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER certifications_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON certifications FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER capabilities_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON capabilities FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER closures_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON closures FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER instruments_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON instruments FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER authorizations_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON authorizations FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER people_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON people FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER qualifications_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON qualifications FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER api_keys_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON api_keys FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
