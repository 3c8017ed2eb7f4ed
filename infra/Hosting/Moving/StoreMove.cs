using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace TechTransfer.Hosting.Moving;

/// <summary>One store on its way: every table of its model, parents first, in one transaction of the target.</summary>
internal sealed class StoreMove(string store, DbContext source, DbContext target, IAsyncDisposable scope) : IAsyncDisposable
{
    private const string LockTimeout = "55P03";
    private readonly List<MovedTable> _tables = InOrder(source, target);
    private IDbContextTransaction? _transaction;

    public string Store => store;

    public IReadOnlyList<TableResult> Results { get; private set; } = [];

    /// <exception cref="WrongSettingException">It is not the store of this version, so that its model would not see all of it.</exception>
    public async Task CheckSourceAsync(CancellationToken cancellationToken)
    {
        if ((await source.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            throw new WrongSettingException(
                $"The SQLite store of {store} was left by an earlier version: start this one on it once without {store}'s connection string, then move."
            );
        await source.Database.OpenConnectionAsync(cancellationToken);
        var known = _tables.Select(x => x.Name).ToHashSet(StringComparer.Ordinal);
        await using var ask = source.Database.GetDbConnection().CreateCommand();
        ask.CommandText =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\'";
        await using var names = await ask.ExecuteReaderAsync(cancellationToken);
        while (await names.ReadAsync(cancellationToken))
            if (!known.Contains(names.GetString(0)))
                throw new WrongSettingException($"The SQLite store of {store} holds a table that this version does not know: {names.GetString(0)}.");
    }

    /// <exception cref="WrongSettingException">Somebody writes to the target, or it was never moved to.</exception>
    public async Task BeginAsync(bool copies, CancellationToken cancellationToken)
    {
        target.Database.SetCommandTimeout(0);
        if (!copies && (await target.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            throw new WrongSettingException($"Nothing was moved to ConnectionStrings:{store} yet: its tables are not there.");
        _transaction = await target.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        if (!copies)
            return;
        try
        {
            await ExecuteAsync("SET LOCAL lock_timeout = '10s'", cancellationToken);
            await ExecuteAsync($"LOCK TABLE {string.Join(", ", _tables.Select(x => x.Quoted))} IN EXCLUSIVE MODE", cancellationToken);
        }
        catch (PostgresException held) when (held.SqlState == LockTimeout)
        {
            throw new WrongSettingException(
                $"Somebody uses the tables at ConnectionStrings:{store}: stop every server on them before the move.",
                held
            );
        }
    }

    /// <summary>Copies, unless the target holds exactly this already, and compares both sides.</summary>
    /// <returns>What was done, for the operator.</returns>
    /// <exception cref="WrongSettingException">The target holds something else, or a row that PostgreSQL does not take.</exception>
    public async Task<string> RunAsync(bool copies, CancellationToken cancellationToken)
    {
        if (!copies)
        {
            Results = await CompareAsync(cancellationToken);
            return "compared";
        }
        if (await FirstFilledAsync(cancellationToken) is { } filled)
        {
            Results = await CompareAsync(cancellationToken);
            if (Results.Any(x => x.Source != x.Target))
                throw new WrongSettingException(
                    $"The target of {store} is not empty: its table {filled} holds rows that are not those of the source. Nothing is moved over them: name an empty database, or one that does not exist yet, in ConnectionStrings:{store}."
                );
            return "was moved before, equal";
        }
        var copied = new List<Fingerprint>();
        foreach (var table in _tables)
            copied.Add(await CopyAsync(table, cancellationToken));
        var results = new List<TableResult>();
        foreach (var (table, written) in _tables.Zip(copied))
            results.Add(new TableResult(table.Name, written, await FingerprintAsync(target, table, x => x.FromTarget, cancellationToken)));
        Results = results;
        return string.Create(CultureInfo.InvariantCulture, $"{copied.Sum(x => x.Rows)} rows copied");
    }

    public Task CommitAsync(CancellationToken cancellationToken) => _transaction!.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        await source.DisposeAsync();
        await scope.DisposeAsync();
    }

    private async Task<string?> FirstFilledAsync(CancellationToken cancellationToken)
    {
        foreach (var table in _tables)
        {
            await using var ask = Command($"SELECT EXISTS (SELECT FROM {table.Quoted})");
            if (await ask.ExecuteScalarAsync(cancellationToken) is true)
                return table.Name;
        }
        return null;
    }

    private async Task<List<TableResult>> CompareAsync(CancellationToken cancellationToken)
    {
        var results = new List<TableResult>();
        foreach (var table in _tables)
            results.Add(
                new TableResult(
                    table.Name,
                    await FingerprintAsync(source, table, x => x.FromSource, cancellationToken),
                    await FingerprintAsync(target, table, x => x.FromTarget, cancellationToken)
                )
            );
        return results;
    }

    /// <returns>The fingerprint of what was read from the source.</returns>
    private async Task<Fingerprint> CopyAsync(MovedTable table, CancellationToken cancellationToken)
    {
        var fingerprint = new Fingerprint();
        var values = new object?[table.Columns.Count];
        try
        {
            await using var rows = await ReadAsync(source, table, cancellationToken);
            await using var copy = await ((NpgsqlConnection)target.Database.GetDbConnection()).BeginBinaryImportAsync(
                $"COPY {table.Quoted} ({table.QuotedColumns}) FROM STDIN (FORMAT BINARY)",
                cancellationToken
            );
            copy.Timeout = TimeSpan.Zero;
            while (await rows.ReadAsync(cancellationToken))
            {
                await copy.StartRowAsync(cancellationToken);
                for (var i = 0; i < values.Length; i++)
                {
                    var column = table.Columns[i];
                    values[i] = rows.IsDBNull(i) ? null : column.FromSource(rows, i);
                    if (values[i] is string text && text.Contains('\0', StringComparison.Ordinal))
                        throw new InvalidDataException($"{column.Name} holds the character U+0000, which PostgreSQL cannot keep in a text");
                    if (values[i] is { } value)
                        await copy.WriteAsync(column.ToTarget(value)!, column.StoreType, cancellationToken);
                    else
                        await copy.WriteNullAsync(cancellationToken);
                }
                fingerprint = fingerprint.With(values);
            }
            await copy.CompleteAsync(cancellationToken);
        }
        catch (PostgresException refusal)
        {
            throw new WrongSettingException(
                $"{store}: PostgreSQL does not take table {table.Name}: {refusal.MessageText} ({refusal.Where}).",
                refusal
            );
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidCastException or FormatException or ArgumentException)
        {
            throw new WrongSettingException(
                $"{store}: row {fingerprint.Rows + 1} of table {table.Name} cannot be moved: {wrong.Message}. Its first columns: {string.Join(", ", values.Take(2))}.",
                wrong
            );
        }
        foreach (var column in table.Columns.Where(x => x.IsCounted))
            await SetSequenceAsync(table, column, cancellationToken);
        await ExecuteAsync("ANALYZE " + table.Quoted, cancellationToken);
        return fingerprint;
    }

    /// <summary>The next id is larger than any that was ever given, also when its row is gone.</summary>
    private async Task SetSequenceAsync(MovedTable table, MovedColumn column, CancellationToken cancellationToken)
    {
        await using var ask = source.Database.GetDbConnection().CreateCommand();
        ask.CommandText =
            $"SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = $table), 0), coalesce((SELECT max({column.Quoted}) FROM {table.Quoted}), 0))";
        var name = ask.CreateParameter();
        (name.ParameterName, name.Value) = ("$table", table.Name);
        ask.Parameters.Add(name);
        if (await ask.ExecuteScalarAsync(cancellationToken) is not long last || last == 0)
            return;
        await using var set = Command("SELECT setval(pg_get_serial_sequence($1, $2), $3)");
        foreach (var value in new object[] { table.Quoted, column.Name, last })
            set.Parameters.Add(new NpgsqlParameter { Value = value });
        await set.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<Fingerprint> FingerprintAsync(
        DbContext side,
        MovedTable table,
        Func<MovedColumn, Func<DbDataReader, int, object?>> read,
        CancellationToken cancellationToken
    )
    {
        var fingerprint = new Fingerprint();
        var readers = table.Columns.Select(read).ToArray();
        var values = new object?[readers.Length];
        await using var rows = await ReadAsync(side, table, cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = rows.IsDBNull(i) ? null : readers[i](rows, i);
            fingerprint = fingerprint.With(values);
        }
        return fingerprint;
    }

    private static async Task<DbDataReader> ReadAsync(DbContext side, MovedTable table, CancellationToken cancellationToken)
    {
        // The reader keeps its command alive.
        var select = side.Database.GetDbConnection().CreateCommand();
        (select.CommandText, select.CommandTimeout) = ($"SELECT {table.QuotedColumns} FROM {table.Quoted}", 0);
        select.Transaction = side.Database.CurrentTransaction?.GetDbTransaction();
        return await select.ExecuteReaderAsync(cancellationToken);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql) =>
        new(sql, (NpgsqlConnection)target.Database.GetDbConnection(), (NpgsqlTransaction)_transaction!.GetDbTransaction()) { CommandTimeout = 0 };

    /// <summary>Every table of the models, after those it refers to.</summary>
    private static List<MovedTable> InOrder(DbContext source, DbContext target)
    {
        var targets = target.Model.GetRelationalModel().Tables.ToDictionary(x => x.Name, StringComparer.Ordinal);
        var ordered = new List<MovedTable>();
        var seen = new HashSet<ITable>();
        foreach (var table in source.Model.GetRelationalModel().Tables.OrderBy(x => x.Name, StringComparer.Ordinal))
            Add(table);
        return ordered;

        void Add(ITable table)
        {
            if (!seen.Add(table))
                return;
            foreach (var key in table.ForeignKeyConstraints)
                Add((ITable)key.PrincipalTable);
            ordered.Add(new MovedTable(table, targets[table.Name]));
        }
    }
}

/// <summary>One table on both sides.</summary>
internal sealed record TableResult(string Table, Fingerprint Source, Fingerprint Target);
