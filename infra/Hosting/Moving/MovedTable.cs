using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace TechTransfer.Hosting.Moving;

/// <summary>A table as both models know it.</summary>
internal sealed class MovedTable
{
    public MovedTable(ITable source, ITable target)
    {
        Name = source.Name;
        Columns = [.. source.Columns.Select(x => new MovedColumn(x, target.FindColumn(x.Name) ?? throw Unlike(x.Name)))];
        if (target.Columns.FirstOrDefault(x => source.FindColumn(x.Name) is null) is { } more)
            throw Unlike(more.Name);

        InvalidOperationException Unlike(string column) => new($"The two models of table {Name} differ in column {column}.");
    }

    public string Name { get; }
    public IReadOnlyList<MovedColumn> Columns { get; }
    public string Quoted => Quote(Name);
    public string QuotedColumns => string.Join(", ", Columns.Select(x => x.Quoted));

    /// <summary>Both databases quote names in this way.</summary>
    internal static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>A column: how its value is read on either side, in the type of the model, and written to PostgreSQL.</summary>
internal sealed class MovedColumn
{
    public MovedColumn(IColumn source, IColumn target)
    {
        Name = source.Name;
        var (read, written) = (MappingOf(source), MappingOf(target));
        StoreType = written.StoreTypeNameBase;
        // What both keep in the same form, as names of an enum or JSON, goes over as it is.
        if (read.Converter is { } one && written.Converter is { } other && one.ProviderClrType == other.ProviderClrType)
            (FromSource, FromTarget, ToTarget) = (Reader(read, null), Reader(written, null), value => value);
        else
        {
            (FromSource, FromTarget) = (Reader(read, read.Converter), Reader(written, written.Converter));
            ToTarget = written.Converter is { } converter ? converter.ConvertToProvider : value => value;
        }
        var property = target.PropertyMappings[0].Property;
        IsCounted = property.ValueGenerated == ValueGenerated.OnAdd && (property.ClrType == typeof(long) || property.ClrType == typeof(int));
    }

    public string Name { get; }
    public string Quoted => MovedTable.Quote(Name);

    /// <summary>PostgreSQL's name of the type, without its length.</summary>
    public string StoreType { get; }

    /// <summary>The database gives its values by a sequence.</summary>
    public bool IsCounted { get; }

    public Func<DbDataReader, int, object?> FromSource { get; }
    public Func<DbDataReader, int, object?> FromTarget { get; }
    public Func<object, object?> ToTarget { get; }

    private static RelationalTypeMapping MappingOf(IColumn column) => column.PropertyMappings[0].TypeMapping;

    /// <summary>Reads as EF does: the provider's method for the type, then the model's converter. Times are moments in UTC.</summary>
    private static Func<DbDataReader, int, object?> Reader(RelationalTypeMapping mapping, ValueConverter? converter)
    {
        var reader = Expression.Parameter(typeof(DbDataReader));
        var ordinal = Expression.Parameter(typeof(int));
        var method = mapping.GetDataReaderMethod();
        var value = mapping.CustomizeDataReaderExpression(Expression.Call(Expression.Convert(reader, method.DeclaringType!), method, ordinal));
        var provided = mapping.Converter?.ProviderClrType ?? mapping.ClrType;
        if (value.Type != provided)
            value = Expression.Convert(value, provided);
        var read = Expression.Lambda<Func<DbDataReader, int, object?>>(Expression.Convert(value, typeof(object)), reader, ordinal).Compile();
        return converter is null ? (row, i) => InUtc(read(row, i)) : (row, i) => InUtc(converter.ConvertFromProvider(read(row, i)));
    }

    /// <summary>SQLite keeps no kind with a time, PostgreSQL wants to know it; and a microsecond is the finest that PostgreSQL keeps.</summary>
    private static object? InUtc(object? value) =>
        value switch
        {
            DateTime { Kind: DateTimeKind.Local } time => ToMicroseconds(time.ToUniversalTime()),
            DateTime time => ToMicroseconds(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
            DateTimeOffset time => new DateTimeOffset(ToMicroseconds(time.UtcDateTime)),
            _ => value,
        };

    private static DateTime ToMicroseconds(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
