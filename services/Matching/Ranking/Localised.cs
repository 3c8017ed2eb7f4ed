namespace TechTransfer.Matching.Ranking;

/// <summary>A sentence for people in both languages of the product.</summary>
public sealed record Localised(string Zh, string En);
