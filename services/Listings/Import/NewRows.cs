using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace TechTransfer.Listings.Import;

/// <summary>
/// Inserts what is new in a context by one prepared command per table, on PostgreSQL by COPY, which asks the server once. SaveChanges works each row out by itself and reads back every key that the
/// store gives, which here takes several times as long as the store needs; what it would write comes from the same model, so it is the same.
/// </summary>
internal static class NewRows
{
    private static readonly ConcurrentDictionary<IEntityType, Table> Tables = new();

    /// <summary>Call it inside a transaction; SaveChanges then finds only what was changed.</summary>
    public static async Task InsertAsync(DbContext db, CancellationToken cancellationToken)
    {
        var entries = db.ChangeTracker.Entries().ToList();
        var added = entries.FindAll(x => x.State == EntityState.Added);
        foreach (var rows in added.GroupBy(x => x.Metadata))
            await Tables.GetOrAdd(rows.Key, x => new Table(x)).InsertAsync(db, [.. rows], cancellationToken);
        // Keys that the store gave are not known here: nothing may touch these rows in this context again.
        if (added.Count == entries.Count)
            db.ChangeTracker.Clear();
        else
            foreach (var row in added)
                row.State = EntityState.Detached;
    }

    /// <summary>Looks for changes in what was read; what is new is written as it stands, which is most and would take most of the time.</summary>
    public static void DetectChangesOfReadRows(DbContext db)
    {
        foreach (var row in db.ChangeTracker.Entries().Where(x => x.State == EntityState.Unchanged).ToList())
            row.DetectChanges();
    }

    private sealed class Table
    {
        private readonly string _name;
        private readonly string? _schema;
        private readonly List<(string Name, IProperty Property, RelationalTypeMapping Mapping)> _columns = [];

        public Table(IEntityType type)
        {
            _name = type.GetTableName()!;
            _schema = type.GetSchema();
            var store = StoreObjectIdentifier.Table(_name, _schema);
            foreach (var property in type.GetProperties().Where(x => !IsGivenByStore(x)))
                _columns.Add((property.GetColumnName(store)!, property, property.GetRelationalTypeMapping()));
        }

        public Task InsertAsync(DbContext db, List<EntityEntry> rows, CancellationToken cancellationToken) =>
            db.Database.GetDbConnection() is NpgsqlConnection connection
                ? CopyAsync(db, connection, rows, cancellationToken)
                : ExecuteAsync(db, rows, cancellationToken);

        private async Task CopyAsync(DbContext db, NpgsqlConnection connection, List<EntityEntry> rows, CancellationToken cancellationToken)
        {
            await using var command = connection.CreateCommand();
            var parameters = Parameters(command);
            await using var copy = await connection.BeginBinaryImportAsync(
                $"COPY {Name(db)} ({Columns(db)}) FROM STDIN (FORMAT BINARY)",
                cancellationToken
            );
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancellationToken);
                foreach (var (index, column) in _columns.Index())
                    if (Value(column, row) is { } value)
                        await copy.WriteAsync(value, ((NpgsqlParameter)parameters[index]).DataTypeName!, cancellationToken);
                    else
                        await copy.WriteNullAsync(cancellationToken);
            }
            await copy.CompleteAsync(cancellationToken);
        }

        private async Task ExecuteAsync(DbContext db, List<EntityEntry> rows, CancellationToken cancellationToken)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
            command.CommandText = $"INSERT INTO {Name(db)} ({Columns(db)}) VALUES ({string.Join(", ", _columns.Select((_, i) => $"@p{i}"))})";
            var parameters = Parameters(command);
            foreach (var row in rows)
            {
                foreach (var (index, column) in _columns.Index())
                    parameters[index].Value = Value(column, row) ?? DBNull.Value;
                if (ReferenceEquals(row, rows[0]))
                    await command.PrepareAsync(cancellationToken);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }

        private DbParameter[] Parameters(DbCommand command)
        {
            var parameters = new DbParameter[_columns.Count];
            foreach (var (index, column) in _columns.Index())
            {
                parameters[index] = column.Mapping.CreateParameter(command, $"@p{index}", null, column.Property.IsNullable);
                command.Parameters.Add(parameters[index]);
            }
            return parameters;
        }

        private string Name(DbContext db) => db.GetService<ISqlGenerationHelper>().DelimitIdentifier(_name, _schema);

        private string Columns(DbContext db)
        {
            var sql = db.GetService<ISqlGenerationHelper>();
            return string.Join(", ", _columns.Select(x => sql.DelimitIdentifier(x.Name)));
        }

        private static object? Value((string Name, IProperty Property, RelationalTypeMapping Mapping) column, EntityEntry row)
        {
            var value = column.Property.GetGetter().GetClrValue(row.Entity);
            return column.Mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value;
        }

        private static bool IsGivenByStore(IProperty property) =>
            property.ValueGenerated == ValueGenerated.OnAdd && property.IsPrimaryKey() && property.ClrType == typeof(long);
    }
}
