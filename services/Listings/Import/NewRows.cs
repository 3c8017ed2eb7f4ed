using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace TechTransfer.Listings.Import;

/// <summary>
/// Inserts what is new in a context by one prepared command per table. SaveChanges works each row out by itself and reads back every key that the
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

        public async Task InsertAsync(DbContext db, List<EntityEntry> rows, CancellationToken cancellationToken)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
            var sql = db.GetService<ISqlGenerationHelper>();
            command.CommandText =
                $"INSERT INTO {sql.DelimitIdentifier(_name, _schema)} ({string.Join(", ", _columns.Select(x => sql.DelimitIdentifier(x.Name)))}) "
                + $"VALUES ({string.Join(", ", _columns.Select((_, i) => $"@p{i}"))})";
            var parameters = new DbParameter[_columns.Count];
            foreach (var (index, column) in _columns.Index())
            {
                parameters[index] = column.Mapping.CreateParameter(command, $"@p{index}", null, column.Property.IsNullable);
                command.Parameters.Add(parameters[index]);
            }
            foreach (var row in rows)
            {
                foreach (var (index, column) in _columns.Index())
                {
                    var value = column.Property.GetGetter().GetClrValue(row.Entity);
                    parameters[index].Value =
                        (column.Mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;
                }
                if (ReferenceEquals(row, rows[0]))
                    await command.PrepareAsync(cancellationToken);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }

        private static bool IsGivenByStore(IProperty property) =>
            property.ValueGenerated == ValueGenerated.OnAdd && property.IsPrimaryKey() && property.ClrType == typeof(long);
    }
}
