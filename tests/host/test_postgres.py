from azukari.host.database import PsycopgDatabase
def test_up(database):
    with database("owner").transaction() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("azukari_owner",)
