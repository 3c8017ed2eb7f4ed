using System.Collections.Frozen;
using UnitsNet;
using UnitsNet.Units;

namespace TechTransfer.Matching.Analysis;

/// <summary>A unit as it is written, and how a value in it becomes a value in the base unit of its dimension.</summary>
internal sealed record Unit(string Dimension, string Symbol, double Factor, double Offset)
{
    /// <summary>A bare number.</summary>
    public static Unit None { get; } = new("", "", 1, 0);

    public double ToBase(double value) => value * Factor + Offset;
}

/// <summary>
/// Spellings of units, Chinese and international, tied to UnitsNet, whose conversion is asked once per unit at start.
/// Spelling is tried with its letter case first (MPa, mPa), then without.
/// </summary>
internal static class Units
{
    public const string Percent = "percent";

    private static readonly FrozenDictionary<string, Unit> BySpelling = Build(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, Unit> BySpellingWithoutCase = Build(StringComparer.OrdinalIgnoreCase);
    private static readonly int LongestSpelling = BySpelling.Keys.Max(spelling => spelling.Length);

    /// <summary>The longest unit that begins at <paramref name="position"/>; a Latin one must not run on into a word.</summary>
    public static (Unit Unit, int Length)? At(string text, int position)
    {
        for (var length = Math.Min(LongestSpelling, text.Length - position); length > 0; length--)
        {
            if (Find(text.AsSpan(position, length)) is { } unit && !RunsOn(text, position + length))
                return (unit, length);
        }
        return null;
    }

    /// <summary>The unit of a structured field, or null when it is not known.</summary>
    public static Unit? Find(ReadOnlySpan<char> spelling) =>
        BySpelling.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(spelling, out var unit)
        || BySpellingWithoutCase.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(spelling, out unit)
            ? unit
            : null;

    private static bool RunsOn(string text, int end) =>
        end < text.Length && Script.IsLetter(text[end]) && text[end] < 0x250 && Script.IsLetter(text[end - 1]);

    private static FrozenDictionary<string, Unit> Build(StringComparer comparer)
    {
        var units = new Dictionary<string, Unit>(comparer);
        foreach (var (unit, spellings) in Spellings())
        foreach (var spelling in spellings.Split(' '))
            units.TryAdd(spelling, unit);
        return units.ToFrozenDictionary(comparer);
    }

    private static IEnumerable<(Unit Unit, string Spellings)> Spellings()
    {
        yield return Of(LengthUnit.Nanometer, "nm 纳米");
        yield return Of(LengthUnit.Micrometer, "μm um 微米");
        yield return Of(LengthUnit.Millimeter, "mm 毫米");
        yield return Of(LengthUnit.Centimeter, "cm 厘米 公分");
        yield return Of(LengthUnit.Meter, "m 米");
        yield return Of(LengthUnit.Kilometer, "km 公里 千米");
        yield return Of(LengthUnit.Inch, "inch inches 英寸 吋");
        yield return Of(AreaUnit.SquareMillimeter, "mm2 平方毫米");
        yield return Of(AreaUnit.SquareCentimeter, "cm2 平方厘米");
        yield return Of(AreaUnit.SquareMeter, "m2 平方米 平米");
        yield return Of(AreaUnit.Hectare, "hm2 ha 公顷");
        yield return Of(AreaUnit.SquareMeter, "亩 mu", 10_000.0 / 15);
        yield return Of(VolumeUnit.Microliter, "μl ul 微升");
        yield return Of(VolumeUnit.Milliliter, "ml 毫升");
        yield return Of(VolumeUnit.Liter, "l 升");
        yield return Of(VolumeUnit.CubicMeter, "m3 立方米 立方 方");
        yield return Of(MassUnit.Microgram, "μg ug 微克");
        yield return Of(MassUnit.Milligram, "mg 毫克");
        yield return Of(MassUnit.Gram, "g 克");
        yield return Of(MassUnit.Kilogram, "kg 千克 公斤");
        yield return Of(MassUnit.Tonne, "t 吨 公吨");
        yield return Of(MassUnit.Tonne, "万吨", 10_000);
        yield return Of(PressureUnit.Pascal, "Pa 帕 帕斯卡");
        yield return Of(PressureUnit.Kilopascal, "kPa 千帕");
        yield return Of(PressureUnit.Megapascal, "MPa 兆帕 N/mm2");
        yield return Of(PressureUnit.Gigapascal, "GPa 吉帕");
        yield return Of(PressureUnit.Bar, "bar 巴");
        yield return Of(PressureUnit.PoundForcePerSquareInch, "psi");
        yield return Of(ForceUnit.Newton, "N 牛 牛顿");
        yield return Of(ForceUnit.Kilonewton, "kN 千牛");
        yield return Of(TorqueUnit.NewtonMeter, "N·m Nm N.m 牛米");
        yield return Of(TemperatureUnit.DegreeCelsius, "°C ℃ 摄氏度 度C");
        yield return Of(TemperatureUnit.Kelvin, "K 开尔文");
        yield return Of(TemperatureUnit.DegreeFahrenheit, "°F");
        yield return Of(DurationUnit.Millisecond, "ms 毫秒");
        yield return Of(DurationUnit.Second, "s sec 秒 秒钟");
        yield return Of(DurationUnit.Minute, "min 分钟");
        yield return Of(DurationUnit.Hour, "h hr 小时");
        yield return Of(DurationUnit.Day, "d 天 日");
        yield return Of(DurationUnit.Day, "月 个月", 30);
        yield return Of(DurationUnit.Day, "年", 365);
        yield return Of(FrequencyUnit.Hertz, "Hz 赫兹 赫");
        yield return Of(FrequencyUnit.Kilohertz, "kHz 千赫");
        yield return Of(FrequencyUnit.Megahertz, "MHz 兆赫");
        yield return Of(FrequencyUnit.Gigahertz, "GHz 吉赫");
        yield return Of(PowerUnit.Milliwatt, "mW 毫瓦");
        yield return Of(PowerUnit.Watt, "W 瓦");
        yield return Of(PowerUnit.Kilowatt, "kW 千瓦");
        yield return Of(PowerUnit.Megawatt, "MW 兆瓦");
        yield return Of(PowerUnit.MetricHorsepower, "马力 hp");
        yield return Of(EnergyUnit.Joule, "J 焦 焦耳");
        yield return Of(EnergyUnit.Kilojoule, "kJ 千焦");
        yield return Of(EnergyUnit.KilowattHour, "kWh kW·h 千瓦时 度电");
        yield return Of(EnergyUnit.MegawattHour, "MWh 兆瓦时");
        yield return Of(ElectricPotentialUnit.Millivolt, "mV 毫伏");
        yield return Of(ElectricPotentialUnit.Volt, "V 伏 伏特");
        yield return Of(ElectricPotentialUnit.Kilovolt, "kV 千伏");
        yield return Of(ElectricCurrentUnit.Milliampere, "mA 毫安");
        yield return Of(ElectricCurrentUnit.Ampere, "A 安 安培");
        yield return Of(ElectricResistanceUnit.Ohm, "Ω 欧 欧姆");
        yield return Of(ElectricResistanceUnit.Megaohm, "MΩ 兆欧");
        yield return Of(ElectricChargeUnit.MilliampereHour, "mAh 毫安时");
        yield return Of(ElectricChargeUnit.AmpereHour, "Ah 安时");
        yield return Of(SpeedUnit.MeterPerSecond, "m/s 米/秒");
        yield return Of(SpeedUnit.KilometerPerHour, "km/h 公里/小时");
        yield return Of(RotationalSpeedUnit.RevolutionPerMinute, "rpm r/min 转/分 转/分钟");
        yield return Of(DensityUnit.GramPerCubicCentimeter, "g/cm3 克/立方厘米");
        yield return Of(DensityUnit.KilogramPerCubicMeter, "kg/m3 千克/立方米");
        yield return Of(DensityUnit.GramPerLiter, "g/l 克/升");
        yield return Of(DensityUnit.MilligramPerLiter, "mg/l 毫克/升");
        yield return Of(DensityUnit.MicrogramPerMilliliter, "μg/ml");
        yield return Of(ThermalConductivityUnit.WattPerMeterKelvin, "W/(m·K) W/m·K W/mK W/(m.K)");
        yield return Of(SpecificEnergyUnit.WattHourPerKilogram, "Wh/kg 瓦时/千克");
        yield return Of(DynamicViscosityUnit.MillipascalSecond, "mPa·s cP 厘泊");
        yield return Of(LevelUnit.Decibel, "dB dB(A) 分贝");
        yield return Of(AngleUnit.Degree, "° 度");
        yield return (new(Percent, "%", 1, 0), "% 百分点");
        yield return (new(Percent, "‰", 0.1, 0), "‰");
        yield return (new(Percent, "ppm", 1e-4, 0), "ppm");
        yield return (new(Percent, "ppb", 1e-7, 0), "ppb");
        yield return (new("money", "元", 1, 0), "元 人民币");
        yield return (new("money", "万元", 1e4, 0), "万元 万");
        yield return (new("money", "亿元", 1e8, 0), "亿元 亿");
        yield return (new("cycles", "次", 1, 0), "次 cycles");
        yield return (new("cycles", "万次", 1e4, 0), "万次");
        yield return (new("bits", "bit", 1, 0), "bit 位");
        yield return (new("frames", "fps", 1, 0), "fps 帧/秒");
    }

    private static (Unit, string) Of(Enum unit, string spellings, double scale = 1)
    {
        var baseUnit = Quantity(unit).QuantityInfo.BaseUnitInfo.Value;
        var offset = UnitConverter.Convert(0, unit, baseUnit);
        var factor = UnitConverter.Convert(1, unit, baseUnit) - offset;
        return (new(Quantity(unit).QuantityInfo.Name.ToLowerInvariant(), spellings.Split(' ')[0], factor * scale, offset), spellings);
    }

    private static IQuantity Quantity(Enum unit) => UnitsNet.Quantity.From(1, unit);
}
